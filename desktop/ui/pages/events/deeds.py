"""What is done with events: made, changed, switched, deleted; filled in from files and holidays."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import Permission
from desktop.queries.event_list import EventCard, EventRow, event_card
from desktop.ui.actions import Command, install, open_menu
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button

if TYPE_CHECKING:
    from desktop.ui.edits import Edits


class Deeds:
    """Each asks for the right first and says why not; each can be undone with Ctrl+Z.

    ``show_day`` is told the first day of what was saved.
    """

    def __init__(self, page: QWidget, context: Context, show_day: Callable[[date], object]) -> None:
        self._page = page
        self._show_day = show_day
        self._context = context
        self._right = Right(page, context, Permission.EDIT_EVENT)
        self.edits: Edits
        self.seldom = [
            Command(_holiday_words(), "", lambda: self.start("holidays"), "sun"),
            Command(tr("Import events …"), "Ctrl+I", lambda: self.start("import"), "upload"),
        ]
        self._actions = install(page, self.seldom)

    # Dialogs and the commands behind them are imported when they are first wanted.

    def take_back(self, batch: UUID) -> tuple[Callable[..., Any], Any]:
        """The command that undoes a change of the calendar, and undoes an undo."""
        from desktop.commands.event_undo import UndoEvents, undo_events

        context = self._context
        return undo_events, UndoEvents(*context.signed(), batch)

    def open_menu(self, button: Button) -> None:
        """What is seldom wanted."""
        open_menu(button, self._actions, self.seldom)

    def start(self, deed: str) -> None:
        """``holidays`` or ``import``."""
        if not self._may():
            return
        if deed == "holidays":
            from desktop.ui.dialogs.holidays import HolidaysDialog

            HolidaysDialog(self._page, self._context, self.edits.note).open()
        elif deed == "import":
            from desktop.ui.dialogs.import_events import ImportEventsDialog

            ImportEventsDialog(self._page, self._context, self.edits.note).open()

    def new(self, day: date) -> None:
        """The form of a new event on a day."""
        if self._may():
            self._form(None, day)

    def edit_row(self, row: EventRow) -> None:
        self.edit(row.id)

    def edit(self, event: UUID) -> None:
        """The form of an event; without the right it only shows."""
        self._context.work.read(
            self._page, event_card, event,
            then=lambda card: self._form(card, card.event_date),
            failed=lambda error: self._context.notify(str(error), "bad"),
        )  # fmt: skip

    def _form(self, card: EventCard | None, day: date) -> None:
        from desktop.ui.dialogs.event_form import EventForm

        def done(batch: UUID, name: str, first: date) -> None:
            self._show_day(first)
            words = tr("the event {name}", name=name)
            said = tr("{name} is in the calendar.", name=name) if card is None else ""
            self.edits.note(batch, words, said or tr("{name} was changed.", name=name))

        form = EventForm(self._page, self._context, card, day, done)
        form.delete_wanted.connect(lambda: self._delete_card(card))
        form.open()

    def _delete_card(self, card: EventCard | None) -> None:
        if card is not None:
            self._delete([card.event], card.name)

    def delete(self, rows: Sequence[EventRow]) -> None:
        """Without a question: one key brings them back."""
        if rows and self._may():
            named = plural("{n} event", "{n} events", len(rows))
            self._delete([row.id for row in rows], rows[0].event_name if len(rows) == 1 else named)

    def _delete(self, events: Sequence[UUID], name: str) -> None:
        from desktop.commands.events import DeleteEvents, delete_events

        context = self._context
        head = context.signed()
        words = tr("the deletion of {name}", name=name)
        said = tr("{name} was deleted.", name=name)
        self._send(delete_events, DeleteEvents(*head, tuple(events)), words, said)

    def switch(self, rows: Sequence[EventRow]) -> None:
        """All of them the way the first one is not."""
        if not rows or not self._may():
            return
        from desktop.commands.events import SwitchEvents, switch_events

        context, on = self._context, not rows[0].include_in_prediction
        head = context.signed()
        name = rows[0].event_name
        if len(rows) > 1:
            name = plural("{n} event", "{n} events", len(rows))
        said = tr("{name}: counts in forecasts.", name=name)
        if not on:
            said = tr("{name}: left out of forecasts.", name=name)
        command = SwitchEvents(*head, tuple(row.id for row in rows), on)
        self._send(switch_events, command, tr("the switch of {name}", name=name), said)

    def _send(self, function: Callable[..., Any], command: Any, words: str, said: str) -> None:
        self._context.work.write(
            self._page, function, command,
            then=lambda _: self.edits.note(command.id, words, said),
            failed=lambda error: self._context.notify(str(error), "bad"),
        )  # fmt: skip

    def _may(self) -> bool:
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
        return not self._right.reason


def _holiday_words() -> str:
    """The button says so where the extra is missing; it is not imported to find that out."""
    from desktop.jobs.public_holidays import is_installed

    if is_installed():
        return tr("Holidays of a country …")
    return tr("Holidays of a country (not installed) …")
