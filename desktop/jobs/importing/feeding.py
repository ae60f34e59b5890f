"""A feed is read: fetched, compared with what is there, imported, and noted in its history."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from desktop.commands.feed_runs import BeginRun, begin_run, end_run
from desktop.commands.feeds import POLICY
from desktop.db.lease import lease
from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.importing import Choices, Desk
from desktop.jobs.importing.fetching import fetched
from desktop.jobs.importing.taking_in import FeedOrder, FeedRun, end_of, taken_in
from desktop.queries.feed_runs import feed_run_card
from desktop.queries.feeds import FeedCard, feed_card

_CHOSEN = tuple(each.name for each in fields(Choices))
TakeIn = Callable[[Desk, FeedOrder, Progress], FeedRun]


def choices_of(card: FeedCard) -> Choices:
    """What a feed keeps, as an import takes it."""
    told = {name: value for name, value in card.choices.items() if name in _CHOSEN}
    columns = tuple((str(a), str(b)) for a, b in told.pop("columns", ()))
    return Choices(**told, columns=columns, profile=card.profile or "auto")


def kept_choices(choices: Choices) -> dict[str, Any]:
    """The other way round; only what was said."""
    told = {name: value for name, value in asdict(choices).items() if value not in ("", None, ())}
    told.pop("profile", None)
    if "columns" in told:
        told["columns"] = [list(pair) for pair in told["columns"]]
    return {name: value for name, value in told.items() if value is not False}


def run_feed(
    desk: Desk, feed: UUID, progress: Progress, policy: str = "", take_in: TakeIn = taken_in
) -> FeedRun:
    """One program at a time. A failure is noted and told as the run's message; Cancelled passes
    where nothing came in.

    ``policy``: whose value counts this once, instead of what the feed says. ``take_in``: here, or
    in a process of its own (``aside.taken_in_aside``).
    """
    with desk.database.read() as session:
        card = feed_card(session, feed)
    with lease(desk.database.url, f"feed-{feed.hex}") as is_ours:
        if not is_ours:
            raise UserError(
                f"{card.name} is being read by another program or workstation.",
                "Look at its history in a moment.",
                code="elsewhere",
            )
        begun = BeginRun(desk.ids.new(), desk.actor, desk.clock.now(), feed)
        run = desk.database.run(begin_run, begun)
        try:
            return _read(desk, card, run, progress, policy, take_in)
        except UserError as error:
            told = " ".join(part for part in (error.message, error.hint) if part)
            return _ended(desk, run, "failed", told)
        except Cancelled:
            done = _ended(desk, run, "cancelled", "Stopped. Nothing was written.")
            if done.status == "cancelled":
                raise
            return done


def _read(
    desk: Desk, card: FeedCard, run: UUID, progress: Progress, policy: str, take_in: TakeIn
) -> FeedRun:
    """The same bytes as last time are not read again, unless a person decides."""
    with fetched(card.place, progress) as copy:
        if copy.digest == card.seen_digest and not policy:
            return _ended(desk, run, "nothing_new", f"Nothing new in {copy.name}.")
        counts = policy or str(card.choices.get(POLICY, "feed"))
        source = (copy.path, copy.name, copy.digest)
        return take_in(desk, FeedOrder(run, card.feed, *source, choices_of(card), counts), progress)


def _ended(desk: Desk, run: UUID, status: str, message: str) -> FeedRun:
    """What was in before it could be stopped, or before its reader broke, is told as it is."""
    with suppress(UserError):  # what failed before is told, not that it could not be noted
        if not desk.database.run(end_run, end_of(desk, run, status, message)):
            with desk.database.read() as session:
                card = feed_run_card(session, run)
            if card.status in ("done", "waiting"):
                return FeedRun(run, card.status, card.message, batch=card.batch)
    return FeedRun(run, status, message)
