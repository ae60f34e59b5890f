"""Scenes of the data's place: this computer, a server that answers, and what goes wrong."""

from dataclasses import replace
from pathlib import Path

from desktop.domain.errors import UserError
from desktop.jobs.connecting import SERVER_STEPS, VERIFY, FileChoice, Place, ServerChoice, Step
from desktop.settings import KnownPlace
from desktop.ui.dialogs.connect import ConnectDialog, Now
from desktop.ui.dialogs.connect.trial import Trial
from desktop.ui.main_window import GALLERY
from desktop.ui.pages.gallery import Gallery
from tests.acting import Play
from tests.stage import Stage

STORE = ServerChoice("store-db.local", 5432, "inventory", "inventory_app", "x" * 12, VERIFY)
NOBODY = replace(STORE, host="127.0.0.1", port=1)
MISSING = Step(
    "database",
    UserError(
        "There is no database “inventory” on this server.",
        "Nothing was changed. This login may create it, empty and ready for a shop.",
        code="may_create",
    ),
)
KNOWN = ((KnownPlace("Market stall", "", "abc", "1"), FileChoice(Path("/home/shop/shop.onhand"))),)
FOUND = Place(41, revision="0001", products=1284, server="16.4")


def place(now: Now, *told: Step | Place) -> Play:
    """The dialog over the dashboard; ``told`` in place of what a server would answer."""

    def play(on: Stage) -> None:
        on.window.open_page("dashboard")
        on.settle(400)
        dialog = ConnectDialog(on.window, now)
        dialog.open()
        trial = dialog.findChild(Trial)
        assert trial is not None
        if told:
            trial.forget()
        for each in told:
            trial.told.emit(each)
        on.settle(200)

    return play


def here(**other: object) -> Now:
    file = Path("/home/shop/onhand/shop.onhand")
    return replace(Now(STORE, file), **other)  # type: ignore[arg-type]


def own_file(on: Stage) -> None:
    """The file that is open now."""
    path = on.shop.database.path
    assert path is not None
    place(here(choice=FileChoice(path), opened=path))(on)


def gallery(on: Stage) -> None:
    """All components, in place of the pages."""
    on.window.show_instead(Gallery(on.context), GALLERY)
    on.settle(200)


PLACE: tuple[tuple[str, str, Play], ...] = (
    (
        "dialog-connect",
        "demo",
        place(here(keeps_password=True), *map(Step, SERVER_STEPS), FOUND),
    ),
    (
        "dialog-connect-refused",
        "demo",
        place(here(choice=replace(STORE, host="127.0.0.1", port=1))),
    ),
    ("dialog-connect-wins", "demo", place(here(winner="DATABASE_URL"), Step("reach"))),
    (
        "dialog-connect-known",
        "demo",
        place(here(known=KNOWN), *map(Step, SERVER_STEPS), FOUND),
    ),
    ("dialog-connect-create", "demo", place(here(), *map(Step, SERVER_STEPS[:3]), MISSING)),
    ("dialog-connect-file", "demo", own_file),
    ("gallery", "demo", gallery),
    (
        "dialog-connect-new",
        "demo",
        place(here(choice=FileChoice(Path("/tmp/new-shop.onhand"))), Step("file"), Place(2, True)),
    ),
)
