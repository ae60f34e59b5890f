"""What the dialog says about the steps of a trial and about the place that was found."""

from collections.abc import Mapping

from desktop.domain.errors import UserError
from desktop.jobs.connecting import FILE_STEPS, SERVER_STEPS, Place
from desktop.ui.text import number, plural, tr
from desktop.ui.widgets.step_list import StepState

Verdict = tuple[str, str, str, str]  # tone, title, sentence, fact


def names(is_file: bool) -> Mapping[str, str]:
    """The steps of a trial and their words, in order."""
    words = {
        "file": tr("Readable"),
        "reach": tr("Answers"),
        "protect": tr("Encryption"),
        "login": tr("Login"),
        "database": tr("Database"),
        "shop": tr("Shop"),
        "rights": tr("May write"),
        "room": tr("Room"),
    }
    return {key: words[key] for key in (FILE_STEPS if is_file else SERVER_STEPS)}


def steps(is_file: bool, done: int, failed: str = "", is_running: bool = False) -> list[StepState]:
    """How far a trial is: so many are done, and one failed or is running."""
    found = []
    for place, (key, words) in enumerate(names(is_file).items()):
        state = "done" if place < done else "waiting"
        if key == failed:
            state = "failed"
        elif is_running and place == done:
            state = "running"
        found.append(StepState(words, state))
    return found


def of_place(place: Place, is_file: bool, known_store: str = "") -> Verdict:
    """The verdict on a place that can be used; ``known_store`` was the shop there before."""
    fact = f"PostgreSQL {place.server}" if place.server else "SQLite"
    if place.is_open:
        return "ok", tr("This is the shop that is open now"), "", fact
    if known_store and place.is_new:
        asked = tr("Look for it, or restore a backup. To begin anew, take it from Known places.")
        return "bad", tr("The shop that was here is gone"), asked, fact
    if known_store and place.store and place.store != known_store:
        asked = tr("Check the address. Connect takes the shop that is there now.")
        return "warn", tr("Another shop is here than before"), asked, fact
    if place.is_new:
        title = tr("There is room for a new shop here")
        asked = tr("Connect asks for its name and country, and sets it up.")
        return "info", title, asked, fact
    took = number(place.milliseconds)
    title = tr("Found in {n} ms", n=took) if is_file else tr("Connected in {n} ms", n=took)
    goods = plural("{n} product.", "{n} products.", place.products)
    rights = tr("It can be written.") if is_file else tr("This user may read and write.")
    if place.is_older:
        old = tr("Schema {number} is older: opening brings it up to date.", number=place.revision)
        return "warn", title, f"{old} {goods} {rights}", fact
    if place.is_newer:
        return _of_newer(place, title, f"{goods} {rights}", fact)
    matches = tr("Schema {number} matches.", number=place.revision)
    shared = tr("Another program has it open, too; that is fine.") if place.is_shared else ""
    return "ok", title, f"{matches} {goods} {rights} {shared}".strip(), fact


def _of_newer(place: Place, title: str, also: str, fact: str) -> Verdict:
    """As the start does it: worked with where the shop takes this program, else looked at."""
    if place.wants:
        only = tr("It opens to be looked at, not changed.")
        wants = tr("Schema {number} wants Onhand {program} or newer.", number=place.revision,
                   program=place.wants)  # fmt: skip
        return "warn", title, f"{wants} {only}", fact
    fits = tr("Schema {number} is newer and takes this program.", number=place.revision)
    return "ok", title, f"{fits} {also}", fact


def of_target(place: Place) -> Verdict:
    """The verdict on a place that a shop is to be copied to: only an empty one will do."""
    fact = f"PostgreSQL {place.server}" if place.server else "SQLite"
    if place.is_new:
        sentence = tr("The copy goes in and is compared. The shop in use stays as it is.")
        return "ok", tr("Empty: there is room for the shop"), sentence, fact
    other = tr("Choose an empty database, or a file that is not there yet.")
    if place.is_open:
        return "bad", tr("This is the shop that is to be copied"), other, fact
    return "bad", tr("There is a shop here already"), other, fact


def of_failure(error: UserError) -> Verdict:
    """The verdict on a step that failed: what happened, then the way out."""
    return "bad", error.message, error.hint, ""
