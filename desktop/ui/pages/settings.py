"""Settings: the shop, this workstation's look, its scanner and its sound."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.commands.shop import ChangeShop, change_shop
from desktop.domain.errors import UserError
from desktop.domain.money import parse_price
from desktop.domain.quantity import plain
from desktop.domain.scanning import TEST_CODE, ScannerSettings, measure
from desktop.queries.shop import shop_info
from desktop.ui.context import Context
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.barcode_view import BarcodeView
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.choices import Combo, Spin, Switch
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

WIDTH = 720


@dataclass(frozen=True)
class _Input:
    """One field of the shop's card: how it is read from the shop, typed, and stored."""

    field: Field
    show: Callable[[Any], None]
    read: Callable[[], Any]


class SettingsPage(QWidget):
    """Look and sound act at once; the shop's card is saved with its button."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._inputs: dict[str, _Input] = {}
        column = QVBoxLayout()
        column.setSpacing(16)
        for card in (self._shop(), self._look(), self._scanner(), self._sound()):
            card.setMaximumWidth(WIDTH)
            column.addWidget(card)
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        column.setContentsMargins(0, 0, 12, 24)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._show_shop()

    # ---- the shop

    def _shop(self) -> Card:
        card = Card(tr("Shop"))
        name, currency, rates = LineEdit(), LineEdit(), LineEdit()
        currency.setMaxLength(3)
        zone = Combo([(zone, zone) for zone in sorted(available_timezones())])
        includes = Switch(tr("Prices include tax"))
        starts = Combo([(hour, f"{hour:02d}:00") for hour in range(12)])
        self._inputs = {
            "name": _Input(Field(tr("Name"), name), name.setText, name.text),
            "currency": _Input(Field(tr("Currency"), currency), currency.setText, currency.text),
            "zone": _Input(Field(tr("Time zone"), zone), zone.set_current, zone.current_key),
            "day_starts_at": _Input(
                Field(tr("The shop's day begins at"), starts), starts.set_current,
                starts.current_key,
            ),
            "tax_rates": _Input(
                Field(tr("Tax rates in percent"), rates, tr("The usual one first; 0 for none")),
                lambda shown: rates.setText(" ".join(plain(rate) for rate in shown)),
                lambda: [str(rate.normalize()) for rate in _rates(rates.text())],
            ),
            "prices_include_tax": _Input(
                Field(tr("Prices on the shelf"), includes), includes.setChecked, includes.isChecked
            ),
        }  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for number, entry in enumerate(self._inputs.values()):
            place = (number // 2, number % 2)
            grid.addWidget(entry.field, *place, Qt.AlignmentFlag.AlignTop)
        card.add(grid)
        self._save = Button(tr("Save"), "primary", "check", on_click=self._on_save)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._save)
        card.add(row)
        return card

    def _show_shop(self) -> None:
        for key, entry in self._inputs.items():
            entry.show(getattr(self._context.shop, key))

    def _on_save(self) -> None:
        for entry in self._inputs.values():
            entry.field.set_error("")
        try:
            values = {key: entry.read() for key, entry in self._inputs.items()}
        except UserError as error:
            self._on_refused(error)
            return
        context = self._context
        command = ChangeShop(context.ids.new(), context.actor(), context.clock.now(), values)
        self._save.setEnabled(False)
        context.work.write(self, change_shop, command, then=self._on_saved, failed=self._on_refused)

    def _on_saved(self, _result: None) -> None:
        self._save.setEnabled(True)
        work = self._context.work
        work.read(self, shop_info, self._context.actor(), then=self._on_shop)

    def _on_shop(self, shop: Any) -> None:
        self._context.shop = shop
        self._show_shop()
        self._keep()
        self._context.notify(tr("The shop’s settings are saved."), "ok")

    def _on_refused(self, error: UserError) -> None:
        self._save.setEnabled(True)
        entry = self._inputs.get(error.field)
        if entry is None:
            self._context.notify(str(error), "bad")
        else:
            entry.field.set_error(str(error))
            entry.field.editor.setFocus()

    # ---- this workstation

    def _keep(self, **values: Any) -> None:
        context = self._context
        context.settings = replace(context.settings, **values)
        context.save_settings(context.settings)

    def _look(self) -> Card:
        settings = self._context.settings
        card = Card(tr("Look"))
        themes = [("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))]
        theme = Combo(themes, settings.theme)
        theme.chosen.connect(self._on_theme)
        scale = Combo([(n, f"{n} %") for n in (90, 100, 115, 130)], settings.font_scale)
        scale.chosen.connect(self._on_scale)
        card.add(_row(Field(tr("Theme"), theme), Field(tr("Text size"), scale)))
        return card

    def _on_theme(self, mode: object) -> None:
        current_theme().set_mode(str(mode))
        self._keep(theme=str(mode))

    def _on_scale(self, scale: object) -> None:
        if isinstance(scale, int):
            current_theme().set_scale(scale)
            self._keep(font_scale=scale)

    def _sound(self) -> Card:
        settings = self._context.settings
        card = Card(tr("Sound"))
        on = Switch(tr("Sound after every booking"), settings.sound)
        on.toggled.connect(lambda is_on: self._keep(sound=is_on))
        volume = Spin(settings.volume, 0, 100, " %")
        volume.valueChanged.connect(lambda value: self._keep(volume=value))
        silent = tr("Without sound the whole window flashes once.")
        card.add(_row(Field(tr("Tones"), on, silent), Field(tr("Volume"), volume)))
        return card

    # ---- the scanner

    def _scanner(self) -> Card:
        card = Card(tr("Scanner"))
        words = tr("Scan this test code. Onhand measures how fast your scanner types.")
        card.add(Label(words, "body", "secondary", wrap=True))
        row = QHBoxLayout()
        row.addWidget(BarcodeView(TEST_CODE))
        row.addStretch(1)
        card.add(row)
        self._verdict = Label("", "body", wrap=True)
        self._verdict.hide()
        card.add(self._verdict)
        self._test = Button(tr("Start the test"), icon="scan-barcode", on_click=self._on_test)
        card.add(_row(self._test))
        self._gap = Spin(self._context.settings.scanner_gap_ms, 10, 200, " ms")
        self._gap.valueChanged.connect(lambda ms: self._keep(scanner_gap_ms=ms))
        self._least = Spin(self._context.settings.scanner_min_length, 2, 20)
        self._least.valueChanged.connect(lambda number: self._keep(scanner_min_length=number))
        gap = Field(tr("Longest gap between characters"), self._gap, tr("Faster is a scan"))
        least = Field(tr("Shortest code"), self._least, tr("Characters"))
        card.add(_row(gap, least))
        return card

    def _on_test(self) -> None:
        scanner = self._context.scanner
        scanner.tested.connect(self._on_tested, Qt.ConnectionType.UniqueConnection)
        scanner.begin_test()
        self._test.setEnabled(False)
        self._say(tr("Waiting for the scan …"), "secondary")

    def _on_tested(self, samples: list[Any]) -> None:
        self._context.scanner.end_test()
        self._test.setEnabled(True)
        settings = self._context.settings
        current = ScannerSettings(settings.scanner_gap_ms, min_length=settings.scanner_min_length)
        found = measure(samples, TEST_CODE, current)
        self._say(found.sentence, "ok" if found.works else "warn")
        self._gap.setValue(found.settings.gap_ms)

    def _say(self, sentence: str, tone: str) -> None:
        self._verdict.setText(sentence)
        self._verdict.set_tone(tone)
        self._verdict.show()


def _rates(typed: str) -> tuple[Decimal, ...]:
    rates = tuple(
        parse_price(rate, "tax_rates") for rate in typed.replace("%", " ").replace(";", " ").split()
    )
    if any(rate > 100 for rate in rates):
        raise UserError(tr("A tax rate is at most 100 %."), field="tax_rates")
    return rates or (Decimal(0),)


def _row(*fields: QWidget) -> QHBoxLayout:
    """Fields side by side, the same width each; a lone button keeps its own."""
    row = QHBoxLayout()
    row.setSpacing(16)
    for field in fields:
        row.addWidget(field, 1 if isinstance(field, Field) else 0, Qt.AlignmentFlag.AlignTop)
    if not any(isinstance(field, Field) for field in fields):
        row.addStretch(1)
    return row
