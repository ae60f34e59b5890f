"""What was edited on a page, the newest first: one key takes it back, another does it again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.ui.actions import Also, Command, install
from desktop.ui.context import Context
from desktop.ui.text import plural, tr

if TYPE_CHECKING:
    from desktop.commands.edits import UndoneChange

KEPT = 100
Way = Callable[[UUID], tuple[Callable[..., Any], Any]]
Deed = tuple[Callable[..., Any], Any]  # a function of the shop's and the command it was given


@dataclass(frozen=True)
class Done:
    """A batch in the trail, and what it was in words: "Price of Tea".

    ``back`` takes it back in a way of its own; such a change is not done again, unless it is known
    what did it (``deed``): ``anew`` says then what to do. ``way``: as in Edits, where it differs
    from that of the page.
    """

    batch: UUID | None
    words: str
    back: Callable[[], None] | None = None
    way: Way | None = None
    deed: Deed | None = None
    anew: str = ""


class Edits:
    """Installs Ctrl+Z and Ctrl+Shift+Z on its page. Older batches stay in the history.

    ``way``: the function and the command that take a batch back, where it is not by fields.
    """

    def __init__(self, page: QWidget, context: Context, way: Way | None = None) -> None:
        self._page = page
        self._context = context
        self._way = way or self._by_fields
        self._done: list[Done] = []
        self._undone: list[Done] = []
        install(
            page,
            [
                Command(tr("Undo the last change"), "Ctrl+Z", self.undo, "undo-2"),
                Command(tr("Do it again"), "Ctrl+Shift+Z", self.redo, "redo-2", "Ctrl+Y"),
            ],
        )

    def note(
        self,
        batch: UUID,
        words: str,
        sentence: str = "",
        way: Way | None = None,
        also: Also | None = None,
    ) -> None:
        """Something was changed; with a sentence it is told, with a way back.

        ``also``: what else may be done about it.
        """
        self._note(Done(batch, words, way=way), sentence, also)

    def note_with(self, back: Callable[[], None], words: str, sentence: str) -> None:
        """The same for what is not taken back by the trail."""
        self._note(Done(None, words, back), sentence)

    def note_whole(
        self, batch: UUID, words: str, sentence: str, deed: Deed | None = None, anew: str = ""
    ) -> None:
        """The same for what goes back with the stock that it moved: an import, a merge.

        It is done again by its own command under a new id; an import, which has none, is not:
        ``anew`` says what to do instead.
        """
        back = partial(self._book_back, batch, words, deed)
        self._note(Done(None, words, back, deed=deed, anew=anew), sentence)

    def _note(self, done: Done, sentence: str, also: Also | None = None) -> None:
        self._done = [*self._done, done][-KEPT:]
        self._undone.clear()
        if sentence:
            back = partial(self._take_back, done)
            self._context.notify(sentence, "ok", tr("Undo"), back, also)

    def undo(self) -> None:
        """Takes the newest change of this page back, all of it."""
        if self._done:
            self._take_back(self._done[-1])
        else:
            self._context.notify(tr("Nothing was changed here that could be undone."), "info")

    def redo(self) -> None:
        """Does what was taken back last again."""
        if not self._undone:
            self._context.notify(
                tr("Nothing was taken back here that could be done again."), "info"
            )
            return
        again = self._undone.pop()
        if again.batch is not None:
            self._send(again, again.batch, partial(self._on_redone, again))
        elif again.deed is not None:
            self._repeat(again.words, again.deed)
        else:
            said = tr("This key does not do it again: {what}. Do it anew.", what=again.words)
            self._context.notify(again.anew or said, "info")

    def _repeat(self, words: str, deed: Deed) -> None:
        """The same command once more, as another one of this moment."""
        context = self._context
        fresh = {"id": context.ids.new(), "by": context.actor(), "at": context.clock.now()}
        command = replace(deed[1], **fresh)

        def told(_result: object) -> None:
            back = partial(self._book_back, command.id, words, deed)
            self._done.append(Done(None, words, back, deed=deed))
            context.notify(tr("Done again: {what}.", what=words), "neutral")

        context.work.write(self._page, deed[0], command, then=told, failed=self._on_failed)

    def _take_back(self, done: Done) -> None:
        if done in self._done:
            self._done.remove(done)
        if done.back is not None:
            if done.deed is None:
                self._undone.append(Done(None, done.words, anew=done.anew))
            done.back()
        elif done.batch is not None:
            self._send(done, done.batch, partial(self._on_undone, done))

    def _send(self, done: Done, batch: UUID, then: Callable[["UndoneChange"], None]) -> None:
        work, way = self._context.work, done.way or self._way
        work.write(self._page, *way(batch), then=then, failed=self._on_failed)

    def _by_fields(self, batch: UUID) -> tuple[Callable[..., Any], Any]:
        from desktop.commands.edits import UndoChange, undo_change

        context = self._context
        head = context.signed()
        return undo_change, UndoChange(*head, batch)

    def _book_back(self, batch: UUID, words: str, deed: Deed | None) -> None:
        from desktop.commands.undo import UndoBooking, undo_booking

        def told(_result: object) -> None:
            if deed is not None:
                self._undone.append(Done(None, words, deed=deed))
            context.notify(tr("Taken back: {what}.", what=words), "neutral")

        context = self._context
        command = UndoBooking(*context.signed(), batch)
        context.work.write(self._page, undo_booking, command, then=told, failed=self._on_failed)

    def _on_undone(self, done: Done, result: "UndoneChange") -> None:
        self._undone.append(Done(result.batch, done.words, way=done.way))
        self._tell(tr("Taken back: {what}.", what=done.words), result)

    def _on_redone(self, done: Done, result: "UndoneChange") -> None:
        self._done.append(Done(result.batch, done.words, way=done.way))
        self._tell(tr("Done again: {what}.", what=done.words), result)

    def _tell(self, sentence: str, result: "UndoneChange") -> None:
        if result.left:
            said = left_words(result)
            self._context.notify(f"{sentence} {said}" if result.restored else said, "warn")
        else:
            self._context.notify(sentence, "neutral")

    def _on_failed(self, error: UserError) -> None:
        from desktop.ui.long_stock import undo_long

        if not undo_long(self._context, error):
            self._context.notify(str(error), "bad")


def left_words(result: "UndoneChange") -> str:
    """Which rows stay as they are, and who changed them."""
    named = ", ".join(result.names)
    who = result.by or tr("someone else")
    if result.left == len(result.names):
        return tr("{names} was changed by {who} since and stays as it is.", names=named, who=who)
    return plural(
        "{n} row was changed by {who} since and stays as it is.",
        "{n} rows were changed by {who} since and stay as they are.",
        result.left,
        who=who,
    )
