"""What is done with feeds: made, changed, read, removed; and what a reading changed is shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.queries.feed_runs import FeedRunCard, feed_run_card
from desktop.queries.feeds import FeedCard, feed_card
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import tr
from desktop.ui.watch.feeds import read_feed

if TYPE_CHECKING:
    from desktop.ui.edits import Edits


class Deeds:
    """Each asks for the right first and says why not."""

    def __init__(self, page: QWidget, context: Context) -> None:
        self._page = page
        self._context = context
        self._right = Right(page, context, Permission.IMPORT)
        self.edits: Edits

    # Dialogs and the commands behind them are imported when they are first wanted.

    def take_back(self, batch: UUID) -> tuple[Callable[..., Any], Any]:
        """The command that undoes a change of a feed, and undoes an undo."""
        from desktop.commands.feeds import UndoFeed, undo_feed

        return undo_feed, UndoFeed(*self._context.signed(), batch)

    def new(self) -> None:
        """The form of a new feed."""
        if self._may():
            self._form(None)

    def edit(self, feed: UUID) -> None:
        """The form of a feed."""
        self._context.work.read(
            self._page, feed_card, feed, then=self._form, failed=self._on_failed
        )

    def read(self, feed: UUID, name: str, policy: str = "") -> None:
        """Now; it goes on as a job."""
        if self._may():
            read_feed(self._context, feed, name, policy)

    def remove(self, feed: UUID, name: str) -> None:
        """Without a question: one key brings it back."""
        if not self._may():
            return
        from desktop.commands.feeds import RemoveFeed, remove_feed

        command = RemoveFeed(*self._context.signed(), feed)
        words, said = tr("the removal of {name}", name=name), tr("{name} was removed.", name=name)
        self._context.work.write(
            self._page, remove_feed, command,
            then=lambda _: self.edits.note(command.id, words, said), failed=self._on_failed,
        )  # fmt: skip

    def show_run(self, run: UUID) -> None:
        """What a reading changed."""
        self._context.work.read(
            self._page, feed_run_card, run, then=self._show_run, failed=self._on_failed
        )

    def _show_run(self, card: FeedRunCard) -> None:
        from desktop.ui.dialogs.feed_run import FeedRunDialog

        dialog = FeedRunDialog(self._page, self._context, card)
        dialog.decided.connect(lambda policy: self._decide(card, policy))
        dialog.undo_wanted.connect(lambda: self._undo(card))
        dialog.open()

    def _decide(self, card: FeedRunCard, policy: str) -> None:
        if card.feed is not None:
            self.read(card.feed, card.peer, policy)

    def _undo(self, card: FeedRunCard) -> None:
        """The whole import of that reading."""
        if not self._may() or card.batch is None:
            return
        from desktop.commands.undo import UndoBooking, undo_booking

        context, said = self._context, tr("The reading of {name} was taken back.", name=card.peer)
        command = UndoBooking(*self._context.signed(), card.batch)
        context.work.write(
            self._page, undo_booking, command,
            then=lambda _: context.notify(said, "ok"), failed=self._on_failed,
        )  # fmt: skip

    def _form(self, card: FeedCard | None) -> None:
        from desktop.ui.dialogs.feed_form import FeedForm

        def done(batch: UUID, name: str) -> None:
            words, said = tr("the feed {name}", name=name), tr("{name} is kept.", name=name)
            self.edits.note(batch, words, said)

        FeedForm(self._page, self._context, card, done).open()

    def _on_failed(self, error: UserError) -> None:
        from desktop.ui.long_stock import undo_long

        if not undo_long(self._context, error):
            self._context.notify(str(error), "bad")

    def _may(self) -> bool:
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
        return not self._right.reason
