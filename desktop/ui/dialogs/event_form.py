"""An event's form: what it is, when, about which goods, and whether forecasts regard it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.commands.events import SaveEvent, save_event
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.permissions import Permission
from desktop.queries.columns import Choice
from desktop.queries.event_list import TYPES, EventCard, event_card, store_choices
from desktop.ui.context import Context
from desktop.ui.events.words import type_words
from desktop.ui.rights import Right
from desktop.ui.text import calendar_day, plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo, Switch
from desktop.ui.widgets.clashes import show_clashes
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.goods_pick import GoodsPick
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

SHOWN = ("name", "event_date", "end_date", "type", "store", "description", "include_in_prediction")
GOODS = ("products", "categories")


class EventForm(Dialog):
    """``card`` None makes a new one, on ``day``. ``done(batch, name, day)`` comes after it."""

    delete_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        card: EventCard | None,
        day: date,
        done: Callable[[UUID, str, date], object],
    ) -> None:
        title = tr("New event") if card is None else tr("Change {name}", name=card.name)
        super().__init__(parent, title, icon="calendar")
        self._context = context
        self._card = card
        self._done = done
        self._id = context.ids.new()
        self._seen = _seen(card) if card else {}
        self.goods = GoodsPick(context, tr("All goods. Add products or categories to narrow it."))
        self.goods.resized.connect(self.place)
        self.switch = Switch(tr("Counts in forecasts"), True)
        self._build_inputs(day)
        self._note = Label("", "medium", "bad", wrap=True)
        self._note.hide()
        self._put_together()
        self._show_card(card, day)
        context.work.read(self, store_choices, then=self._on_stores)

    def _build_inputs(self, day: date) -> None:
        self._name = LineEdit()
        self._type = Combo([(choice.value, tr(choice.title)) for choice in TYPES], "promotion")
        self._first = DateEdit(_qdate(day))
        self._last = DateEdit(_qdate(day))
        self._store = Combo([(ZERO, tr("All stores"))])
        self._about = LineEdit()
        self._first.dateChanged.connect(self._on_first)
        self._on_first(self._first.date())
        self.fields = {
            "name": Field(tr("Name"), self._name),
            "type": Field(tr("Type"), self._type),
            "event_date": Field(tr("First day"), self._first),
            "end_date": Field(tr("Last day"), self._last),
            "store": Field(tr("Store"), self._store),
            "include_in_prediction": Field(tr("Forecasts"), self.switch),
            "description": Field(tr("Description"), self._about),
            "goods": Field(tr("What it is about"), self.goods),
        }

    def _put_together(self) -> None:
        inputs = QWidget()  # the first of them has the focus
        grid = QGridLayout(inputs)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        places = {"name": (0, 0, 2), "type": (1, 0, 1), "store": (1, 1, 1),
                  "event_date": (2, 0, 1), "end_date": (2, 1, 1), "description": (3, 0, 1),
                  "include_in_prediction": (3, 1, 1), "goods": (4, 0, 2)}  # fmt: skip
        for key, (row, column, span) in places.items():
            grid.addWidget(self.fields[key], row, column, 1, span)
        self.body.addWidget(inputs)
        self.body.addWidget(self._note)
        delete = Button(tr("Delete"), icon="trash-2", on_click=self._on_delete)
        if self._card is not None:
            self.add_button(delete, left=True)
        self.add_cancel()
        self._save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))
        Right(self, self._context, Permission.EDIT_EVENT, self._save, delete)

    def _show_card(self, card: EventCard | None, day: date) -> None:
        if card is None:
            return
        self._name.setText(card.name)
        self._type.set_current(card.type)
        self._first.setDate(_qdate(card.event_date))
        self._last.setDate(_qdate(card.end_date or card.event_date))
        self._about.setText(card.description)
        self.switch.setChecked(card.include_in_prediction)
        self.goods.set_goods(card.products, card.categories)

    def _on_stores(self, found: list[Choice]) -> None:
        items = [(ZERO, tr("All stores")), *((choice.value, choice.title) for choice in found)]
        self._store.set_items(items, self._card.store if self._card else ZERO)

    def _on_first(self, first: QDate) -> None:
        """An event of one day stays one; the last day is never before the first."""
        self._last.setMinimumDate(first)

    def _on_delete(self) -> None:
        self.accept()
        self.delete_wanted.emit()

    def _typed(self) -> dict[str, Any]:
        first, last = _date(self._first), _date(self._last)
        stores = self._store.current_key()
        return {
            "name": self._name.text(),
            "event_date": first,
            "end_date": last if last != first else None,
            "type": str(self._type.current_key()),
            "store": stores if isinstance(stores, UUID) else ZERO,
            "description": self._about.text(),
            "include_in_prediction": self.switch.isChecked(),
            "products": self.goods.product_ids,
            "categories": self.goods.category_ids,
        }

    def _on_save(self) -> None:
        self._clear()
        self._save.setEnabled(False)
        context, card = self._context, self._card
        command = SaveEvent(
            self._id,
            context.actor(),
            context.clock.now(),
            **self._typed(),
            event=card.event if card else None,
            version=card.version if card else 0,
            seen=self._seen if card else None,
        )
        context.work.write(self, save_event, command, then=self._on_saved, failed=self._on_refused)

    def _on_saved(self, _event: UUID) -> None:
        self.accept()
        self._done(self._id, self._name.text().strip(), _date(self._first))

    def _clear(self) -> None:
        self._note.hide()
        for field in self.fields.values():
            field.set_error("")

    def _on_refused(self, error: UserError) -> None:
        """Nothing typed is lost; where someone was faster, it is asked whose value stays."""
        self._save.setEnabled(True)
        if isinstance(error, ChangedMeanwhile):
            fields = {clash.field: self._field(clash.field) for clash in error.clashes}
            zone = self._context.shop.zone
            show_clashes(error, fields, zone, self._words, self._take, self._save)
            self._seen |= {clash.field: clash.now for clash in error.clashes}
        elif error.field in {*self.fields, *GOODS}:
            field = self._field(error.field)
            field.set_error(str(error))
            field.editor.setFocus()
        else:
            self._note.setText(str(error))
            self._note.show()
        self.place()

    def _field(self, name: str) -> Field:
        return self.fields["goods" if name in GOODS else name]

    def _words(self, name: str, value: Any) -> str:
        """A value of the command in words."""
        if name in GOODS:
            return plural("{n} of them", "{n} of them", len(value))
        if name == "type":
            return type_words(value)
        if name == "store":
            row = self._store.findData(value)
            return self._store.itemText(row) if row >= 0 else tr("another store")
        if name == "include_in_prediction":
            return tr("counts in forecasts") if value else tr("left out of forecasts")
        if name in ("event_date", "end_date"):
            return calendar_day(value, "d MMM yyyy") if value else tr("the first day")
        return str(value)

    def _take(self, name: str, value: Any) -> None:
        """Another person's value in place of one's own."""
        if name in GOODS and self._card is not None:
            self._context.work.read(self, event_card, self._card.event, then=self._take_goods)
        elif name == "include_in_prediction":
            self.switch.setChecked(value)
        elif name in ("type", "store"):
            self.fields[name].editor.set_current(value)  # type: ignore[attr-defined]
        elif name in ("event_date", "end_date"):
            edit = self._first if name == "event_date" else self._last
            edit.setDate(_qdate(value) if value else self._first.date())
        else:
            self.fields[name].editor.setText(value)  # type: ignore[attr-defined]

    def _take_goods(self, card: EventCard) -> None:
        self.goods.set_goods(card.products, card.categories)


def _seen(card: EventCard) -> dict[str, Any]:
    """The card as the command spells it."""
    seen = {key: getattr(card, key) for key in SHOWN}
    return seen | {name: tuple(sorted(c.value for c in getattr(card, name))) for name in GOODS}


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(edit: DateEdit) -> date:
    day = edit.date()
    return date(day.year(), day.month(), day.day())
