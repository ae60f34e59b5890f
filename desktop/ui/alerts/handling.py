"""What is done about alerts: each a command, a notice after it, and one way back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.commands.alert_states import (
    AcknowledgeAlerts,
    AssignAlert,
    Handled,
    ReopenAlerts,
    SnoozeAlerts,
    UndoAlerts,
    acknowledge_alerts,
    assign_alert,
    reopen_alerts,
    snooze_alerts,
    undo_alerts,
)
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor
from desktop.queries.columns import Choice
from desktop.queries.people import people
from desktop.ui.alerts.words import done_words, sleeps, soon
from desktop.ui.context import Context
from desktop.ui.text import tr


class Handling(QObject):
    """``done``: the data has taken it. ``name`` is the alert's title where there is only one."""

    done = Signal()

    def __init__(self, context: Context, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner

    def acknowledge(self, alerts: Sequence[UUID], name: str = "") -> None:
        """Seen: out of the open ones as long as it stands."""
        command = AcknowledgeAlerts(*self._signed(), tuple(alerts))
        self._send(acknowledge_alerts, command, "Acknowledged", name)

    def reopen(self, alerts: Sequence[UUID], name: str = "") -> None:
        """Back among the open ones."""
        self._send(reopen_alerts, ReopenAlerts(*self._signed(), tuple(alerts)), "Open again", name)

    def snooze(self, alerts: Sequence[UUID], until: datetime, name: str = "") -> None:
        """Out of the way until then."""
        command = SnoozeAlerts(*self._signed(), tuple(alerts), until)
        when = soon(until, self._context.clock.now(), self._context.shop.zone)
        self._send(snooze_alerts, command, tr("Snoozed until {when}", when=when), name)

    def ask_how_long(self, chosen: Callable[[datetime], object], at: QPoint) -> None:
        """The three times that an alert may be put aside for; the first is ready for Enter."""
        context = self._context
        now = context.clock.now()
        menu = QMenu(self._owner)
        for words, until in sleeps(context.shop, now):
            when = soon(until, now, context.shop.zone)
            action = menu.addAction(f"{words}\t{when}")
            action.triggered.connect(lambda _on=False, until=until: chosen(until))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        menu.setActiveAction(menu.actions()[0])

    def ask_whose(self, alert: UUID, now: UUID | None, at: QPoint) -> None:
        """Who works here, and nobody."""

        def show(found: list[Choice]) -> None:
            menu = QMenu(self._owner)
            for choice in (*found, Choice(None, tr("Nobody"))):
                action = menu.addAction(choice.title)
                action.setCheckable(True)
                action.setChecked(choice.value == now)
                action.triggered.connect(lambda _on=False, c=choice: self._assign(alert, c))
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

        self._context.work.read(self, people, then=show, failed=self._on_failed)

    def _assign(self, alert: UUID, choice: Choice) -> None:
        command = AssignAlert(*self._signed(), alert, choice.value)
        words = tr("Given to {name}", name=choice.title) if choice.value else tr("Nobody's now")
        self._send(assign_alert, command, words, "")

    def _signed(self) -> tuple[UUID, Actor, datetime]:
        context = self._context
        return context.signed()

    def _send(
        self,
        function: Callable[..., Any],
        command: Any,
        verb: str,
        name: str,
        takes_back: bool = True,
    ) -> None:
        def then(handled: Handled) -> None:
            self.done.emit()
            notify = self._context.notify
            if not handled.alerts:
                notify(tr("Nothing was left to do: it is over, or done already."), "info")
            elif takes_back:
                words = done_words(verb, handled.alerts, name)
                notify(words, "ok", tr("Undo"), lambda: self._take_back(command.id))
            else:
                notify(done_words(verb, handled.alerts, name), "ok")

        self._context.work.write(self, function, command, then=then, failed=self._on_failed)

    def _take_back(self, target: UUID) -> None:
        command = UndoAlerts(*self._signed(), target)
        self._send(undo_alerts, command, "Taken back", "", takes_back=False)

    def _on_failed(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")
