"""The public holidays of a country or region, looked at first and then put into the calendar."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.commands.many_events import (
    AddEvents,
    EventsAdded,
    NewEvent,
    add_events,
    compare_events,
)
from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.jobs.public_holidays import (
    Place,
    as_events,
    countries,
    holidays_of,
    is_installed,
    missing,
    regions,
)
from desktop.queries.shop import shop_country
from desktop.ui.context import Context
from desktop.ui.events.preview import EventPreview
from desktop.ui.rights import Right
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo, Spin
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label

EARLIEST, LATEST, MOST_YEARS = 1990, 2100, 10


class HolidaysDialog(Dialog):
    """``done(batch, words, sentence)`` comes after the commit. What is there is never doubled."""

    def __init__(
        self, parent: QWidget, context: Context, done: Callable[[UUID, str, str], object]
    ) -> None:
        sentence = tr("Filled in without the network. What is in the calendar stays as it is.")
        super().__init__(parent, tr("Holidays"), sentence, "sun")
        self._context = context
        self._done = done
        self._id = context.ids.new()
        self._asked = 0
        self.events: Sequence[NewEvent] = ()
        self._said = Label("", "body", "secondary", wrap=True)
        self.add_cancel()
        self.add = self.add_button(Button(tr("Add"), "primary", "plus", self._on_add))
        self.add.setEnabled(False)
        if not is_installed():
            self._build_missing()
            return
        self._build_inputs()
        Right(self, context, Permission.EDIT_EVENT)
        context.work.read(self, shop_country, context.shop.store, then=self._on_shop)

    def _build_missing(self) -> None:
        """Without the extra the button says why it waits."""
        self.add.setText(tr("Not installed"))
        self.add.setToolTip(str(missing()))
        self._said.setText(str(missing()))
        self.body.addWidget(self._said)

    def _build_inputs(self) -> None:
        year = self._context.shop.day_of(self._context.clock.now()).year
        self.country = Combo()
        self.region = Combo([("", tr("Whole country"))], "")
        self.first = Spin(year, EARLIEST, LATEST)
        self.last = Spin(year + 1, EARLIEST, LATEST)
        fields = (
            Field(tr("Country"), self.country),
            Field(tr("Region"), self.region),
            Field(tr("From year"), self.first),
            Field(tr("To year"), self.last),
        )
        inputs = QWidget()
        grid = QGridLayout(inputs)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for number, field in enumerate(fields):
            grid.addWidget(field, number // 2, number % 2)
            grid.setColumnStretch(number % 2, 1)
        self.preview = EventPreview(changes=False)
        self.body.addWidget(inputs)
        self.body.addWidget(self.preview)
        self.body.addWidget(self._said)
        self.country.chosen.connect(lambda _key: self._on_country())
        self.region.chosen.connect(lambda _key: self._ask())
        self.first.valueChanged.connect(self._on_first)
        self.last.valueChanged.connect(lambda _year: self._ask())

    def _on_shop(self, country: str) -> None:
        def show(found: list[Place]) -> None:
            self.country.set_items(((place.code, place.name) for place in found), country)
            self._on_country()

        self._context.work.job(self, countries, then=show, failed=self._on_failed)

    def _on_country(self) -> None:
        code = str(self.country.current_key())

        def show(found: list[Place]) -> None:
            items = [("", tr("Whole country")), *((place.code, place.name) for place in found)]
            self.region.set_items(items, "")
            self._ask()

        self._context.work.job(self, regions, code, then=show, failed=self._on_failed)

    def _on_first(self, year: int) -> None:
        self.last.setRange(year, min(year + MOST_YEARS - 1, LATEST))
        self._ask()

    def _ask(self) -> None:
        """The newest question is the one that is answered."""
        self._asked += 1
        self.add.setEnabled(False)
        years = range(self.first.value(), self.last.value() + 1)
        country, region = str(self.country.current_key()), str(self.region.current_key() or "")
        asked = self._asked
        self._context.work.job(
            self, holidays_of, country, region, years,
            then=lambda days: self._compare(asked, as_events(days)), failed=self._on_failed,
        )  # fmt: skip

    def _compare(self, asked: int, events: tuple[NewEvent, ...]) -> None:
        if asked == self._asked:
            self._context.work.read(
                self, compare_events, events,
                then=lambda states: self._on_compared(asked, events, states),
                failed=self._on_failed,
            )  # fmt: skip

    def _on_compared(self, asked: int, events: tuple[NewEvent, ...], states: Sequence[str]) -> None:
        if asked != self._asked:
            return
        self.events = events
        self.preview.show_events(events, states)
        self._said.set_tone("secondary")
        self._said.setText(self.preview.said if events else tr("No holidays are known of then."))
        new = states.count("new")
        self.add.setText(plural("Add {n} holiday", "Add {n} holidays", new) if new else tr("Add"))
        self.add.setEnabled(new > 0)

    def _on_add(self) -> None:
        self.add.setEnabled(False)
        context = self._context
        command = AddEvents(
            self._id, context.actor(), context.clock.now(), tuple(self.events), changes=False
        )
        context.work.write(self, add_events, command, then=self._on_added, failed=self._on_failed)

    def _on_added(self, added: EventsAdded) -> None:
        self.accept()
        said = plural("{n} holiday was added.", "{n} holidays were added.", added.created)
        self._done(added.batch, tr("the holidays"), said)

    def _on_failed(self, error: UserError) -> None:
        self.add.setEnabled(bool(self.events))
        self._said.set_tone("bad")
        self._said.setText(str(error))
