"""First start: the shop's name and country, then it is ready to scan; or the demo shop."""

from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import available_timezones

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.money import parse_price
from desktop.domain.quantity import plain
from desktop.domain.shop import COUNTRIES, country
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.choices import Combo, Switch
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

WIDTH = 620


@dataclass(frozen=True)
class Answers:
    """What the person said about the shop."""

    name: str
    country: str
    currency: str
    zone: str
    tax_rates: tuple[Decimal, ...]
    includes_tax: bool


class FirstStart(QWidget):
    """Asks, checks in place, and says what was chosen; it changes nothing itself."""

    answered = Signal(object)  # Answers
    demo_wanted = Signal()
    server_wanted = Signal()

    def __init__(self, place: str) -> None:
        super().__init__()
        self.first = self._name = LineEdit("", tr("Main Street Store"))
        self._country = Combo([(c.code, c.name) for c in COUNTRIES])
        self._currency = LineEdit("", "EUR")
        self._currency.setMaxLength(3)
        self._zone = Combo([(zone, zone) for zone in sorted(available_timezones())])
        self._rates = LineEdit("", "20 10 0")
        self._includes = Switch(tr("Prices include tax"), True)
        self._fields = {
            "name": Field(tr("Name of the shop"), self._name),
            "country": Field(tr("Country"), self._country),
            "currency": Field(tr("Currency"), self._currency),
            "zone": Field(tr("Time zone"), self._zone),
            "tax_rate": Field(
                tr("Tax rates in percent"), self._rates, tr("The usual one first; 0 for none")
            ),
        }
        self._country.chosen.connect(self._on_country)
        self._country.set_current(_own_country())
        self._on_country(self._country.current_key())
        self._name.textEdited.connect(lambda: self._fields["name"].set_error(""))
        self._lay_out(place)

    def _lay_out(self, place: str) -> None:
        card = Card(padding=32, spacing=16)
        card.setFixedWidth(WIDTH)
        card.add(Label(tr("Welcome to Onhand"), "display"))
        card.add(
            Label(
                tr("Tell us about your shop. Everything here can be changed later."),
                "body",
                "secondary",
                wrap=True,
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        places = {"name": (0, 0, 1, 2), "country": (1, 0, 1, 1), "currency": (1, 1, 1, 1),
                  "zone": (2, 0, 1, 1), "tax_rate": (2, 1, 1, 1)}  # fmt: skip
        for key, (row, column, rows, columns) in places.items():
            grid.addWidget(self._fields[key], row, column, rows, columns, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card.add(grid)
        card.add(self._includes)
        card.add(Label(tr("The data will be kept in {place}", place=place), "small", "muted", True))
        server = Button(tr("Connect to a store server"), "link", "server", self.server_wanted.emit)
        card.body.addWidget(server, 0, Qt.AlignmentFlag.AlignLeft)
        card.add(self._buttons())
        middle = QHBoxLayout(self)
        centre = QVBoxLayout()
        centre.addStretch(1)
        centre.addWidget(card)
        centre.addStretch(1)
        middle.addStretch(1)
        middle.addLayout(centre)
        middle.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        demo = Button(tr("Look around in the demo shop"), icon="store")
        demo.clicked.connect(self.demo_wanted)
        done = Button(tr("Open my shop"), "primary", "check")
        done.clicked.connect(self._on_done)
        row.addWidget(demo)
        row.addStretch(1)
        row.addWidget(done)
        return row

    def _on_country(self, code: object) -> None:
        chosen = country(str(code))
        self._currency.setText(chosen.currency)
        self._zone.set_current(chosen.zone)
        self._rates.setText(" ".join(plain(rate) for rate in chosen.tax_rates))
        self._includes.setChecked(chosen.includes_tax)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in any of the fields opens the shop."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_done()
        else:
            super().keyPressEvent(event)

    def _on_done(self) -> None:
        for field in self._fields.values():
            field.set_error("")
        try:
            self.answered.emit(self._answers())
        except UserError as error:
            self.show_problem(error)

    def show_problem(self, error: UserError) -> None:
        """The error at its field, at the name where it has none."""
        field = self._fields.get(error.field, self._fields["name"])
        field.set_error(str(error))
        field.editor.setFocus()

    def _answers(self) -> Answers:
        name = self._name.text().strip()
        if not name:
            raise UserError(tr("The shop needs a name."), field="name")
        currency = self._currency.text().strip().upper()
        if len(currency) != 3 or not currency.isalpha() or not currency.isascii():
            raise UserError(tr("A currency has three letters, like EUR."), field="currency")
        typed = self._rates.text().replace("%", " ").replace(";", " ").split()
        rates = tuple(parse_price(rate, "tax_rate") for rate in typed) or (Decimal(0),)
        if any(rate > 100 for rate in rates):
            raise UserError(tr("A tax rate is at most 100 %."), field="tax_rate")
        return Answers(
            name,
            str(self._country.current_key()),
            currency,
            str(self._zone.current_key()),
            rates,
            self._includes.isChecked(),
        )


def _own_country() -> str:
    code = QLocale.territoryToCode(QLocale.system().territory())
    return code if any(c.code == code for c in COUNTRIES) else "ZZ"
