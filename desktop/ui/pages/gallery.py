"""All components in all their states, for who looks after the program; not in the navigation."""

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.queries.products import PRODUCTS
from desktop.ui.context import Context
from desktop.ui.gallery_parts import parts
from desktop.ui.table.page import ListPage, View
from desktop.ui.text import tr
from desktop.ui.widgets.avatar import Avatar
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.button import LOOKS, Button, IconButton
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.choice_card import ChoiceCard
from desktop.ui.widgets.choices import Check, Combo, Spin, Switch
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.keycap import KeyCap
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.level_bar import Level, LevelBar
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.money_edit import MoneyEdit
from desktop.ui.widgets.number_tile import NumberTile
from desktop.ui.widgets.password_edit import PasswordEdit
from desktop.ui.widgets.pill import TONES, Pill
from desktop.ui.widgets.quantity_edit import QuantityEdit
from desktop.ui.widgets.scan_band import ScanBand
from desktop.ui.widgets.scrolled import Scrolled
from desktop.ui.widgets.skeleton import Skeleton
from desktop.ui.widgets.status_page import State, StatusPage, failed, no_match
from desktop.ui.widgets.step_list import SHAPES, StepList, StepState
from desktop.ui.widgets.tab_bar import TabBar
from desktop.ui.widgets.thumb import EMPTY, Thumb, ThumbLook
from desktop.ui.widgets.verdict import Verdict

ROLES = ("caption", "small", "body", "medium", "strong", "subtitle", "title", "display")
INKS = ("primary", "secondary", "muted", "accent", "ok", "warn", "bad", "info")
MODES = ("sell", "receive", "count", "move", "lookup")
STRIP = 6
LIST_HEIGHT = 420


class Gallery(QWidget):
    """Scrolls; each card is one family. ``board`` and ``parts`` are held against pictures.

    With a context there is also what lives on data or over the window: a list, a dialog, a notice.
    """

    def __init__(self, context: Context | None = None) -> None:
        super().__init__()
        self.board, self.parts = _board(_families()), _board(parts())
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.board)
        column.addWidget(self.parts)
        if context is not None:
            column.addWidget(_board(_living(self, context)))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(both))


def _board(families: list[tuple[str, list[QWidget | QLayout]]]) -> QWidget:
    board = QWidget()
    board.setAutoFillBackground(True)
    column = QVBoxLayout(board)
    column.setContentsMargins(0, 0, 12, 24)
    column.setSpacing(16)
    for title, content in families:
        card = Card(title)
        for item in content:
            card.add(item)
        column.addWidget(card)
    return board


def _families() -> list[tuple[str, list[QWidget | QLayout]]]:
    return [
        (tr("Text"), [_row(Label(role, role) for role in ROLES), _row(map(_ink, INKS))]),
        (tr("Buttons"), [*_buttons(), _row([IconButton("x", tr("Close")), KeyCap("Ctrl K")])]),
        (tr("Pills"), [_row(Pill(tone, tone, "dot") for tone in TONES), _steps()]),
        (tr("Fields"), [_fields()]),
        (tr("Choices"), [_choices(), _cards(), TabBar([("all", tr("All")), ("low", tr("Low"))])]),
        (tr("Banners"), [Banner(tone, tone, _WORDS) for tone in ("ok", "warn", "bad", "info")]),
        (tr("Verdicts"), [_verdict(tone) for tone in ("neutral", "ok", "warn", "bad", "info")]),
        (tr("Figures"), _figures()),
        (tr("Scan"), [_band(mode) for mode in MODES]),
        (tr("Places without content"), [_states(), Skeleton(3, 0)]),
    ]


def _living(over: QWidget, context: Context) -> list[tuple[str, list[QWidget | QLayout]]]:
    """The products as they are now; what a dialog and a notice look like over the window."""
    given = (("store", context.shop.store),)
    products = ListPage(context, PRODUCTS, views=(View("all", tr("All")),), given=given)
    products.setMinimumHeight(LIST_HEIGHT)

    def tell() -> None:
        context.notify(tr("This is a notice."), "ok", tr("Again"), tell)

    def ask() -> None:
        dialog = Dialog(over, tr("This is a dialog"), tr("It does nothing."), "info", width=460)
        dialog.body.addWidget(Field(tr("Name"), LineEdit(), hint=tr("A hint below the field.")))
        dialog.add_cancel()
        dialog.add_button(Button(tr("Close"), "primary", "check", dialog.accept))
        dialog.open()

    buttons = [
        Button(tr("Open a dialog"), on_click=ask),
        Button(tr("Show a notice"), on_click=tell),
    ]
    return [(tr("Over the window"), [_row(buttons)]), (tr("A list"), [products])]


_WORDS = "What is so, what it means, and one way on."


def _row(widgets: Iterable[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return row


def _ink(tone: str) -> Label:
    return Label(tone, "strong", tone)


def _buttons() -> list[QLayout]:
    kinds = [kind for kind in LOOKS if kind != "icon"]
    rows: list[list[Button]] = [[], [], []]
    for kind in kinds:
        plain, off, on = (Button(kind, kind, "check") for _ in range(3))
        off.setEnabled(False)
        on.setCheckable(True)
        on.setChecked(True)
        for row, button in zip(rows, (plain, off, on), strict=True):
            row.append(button)
    return [_row(row) for row in rows]


def _steps() -> StepList:
    return StepList([StepState(state, state) for state in SHAPES])


def _fields() -> QGridLayout:
    off, wrong = LineEdit("disabled"), Field("With an error", LineEdit("wrong"))
    off.setEnabled(False)
    wrong.set_error("Says what is wrong and the way out.")
    secret = PasswordEdit()
    secret.setText("secret")
    fields = [
        Field("Line", LineEdit("text"), "A hint"),
        Field("Empty", LineEdit("", "placeholder", "search")),
        Field("Disabled", off),
        wrong,
        Field("Password", secret),
        Field("Money", MoneyEdit(Decimal("12.90"))),
        Field("Quantity", QuantityEdit(Decimal(24))),
        Field("Number", Spin(5, 0, 9)),
        Field("List", Combo([(1, "chosen"), (2, "other")])),
    ]
    grid = QGridLayout()
    grid.setSpacing(12)
    for place, field in enumerate(fields):
        grid.addWidget(field, place // 3, place % 3, Qt.AlignmentFlag.AlignTop)
    return grid


def _choices() -> QHBoxLayout:
    off = Check("disabled", True)
    off.setEnabled(False)
    switches = [Switch("off"), Switch("on", True)]
    return _row([Check("off"), Check("on", True), off, *switches])


def _cards() -> QHBoxLayout:
    chosen = ChoiceCard("server", "Chosen", "One of a few")
    row = QHBoxLayout()
    row.addWidget(ChoiceCard("hard-drive", "Not chosen", "One of a few"))
    row.addWidget(chosen)
    chosen.setChecked(True)
    return row


def _verdict(tone: str) -> Verdict:
    verdict = Verdict()
    verdict.say(tone, f"Title of {tone}", _WORDS, "fact")
    return verdict


def _figures() -> list[QWidget | QLayout]:
    levels = [Level.of(Decimal(n), Decimal(10)) for n in (0, 4, 10, 60)]
    bars = QHBoxLayout()
    for level in levels:
        bars.addWidget(LevelBar(level))
    thumbs = [Thumb(EMPTY), Thumb(ThumbLook("green", "apple")), Thumb(ThumbLook("blue", "", "OA"))]
    tiles = QHBoxLayout()
    for label, value in (("On hand", "24"), ("Price", "2.90"), ("In this sale", "1")):
        tile = NumberTile(label, value, "a note")
        tile.setFixedHeight(140)
        tiles.addWidget(tile)
    rows = KeyValue([("Key", "value"), ("Another", "value")])
    elided = ElideLabel("Data that is too long for its place is shortened " * STRIP)
    return [bars, _row([*thumbs, Avatar("Mara Lindqvist")]), tiles, rows, elided]


def _band(mode: str) -> ScanBand:
    band = ScanBand()
    band.show_event(f"mode.{mode}", "scan-barcode", mode, "a fact")
    return band


def _states() -> QHBoxLayout:
    def nothing() -> None:
        """The gallery's buttons lead nowhere."""

    error = UserError(tr("The data could not be read."), tr("It is safe."), code="code")
    row = QHBoxLayout()
    for state in (
        State("store", tr("Nothing yet"), _WORDS),
        no_match("decaf", nothing),
        failed(tr("Not read"), error, nothing),
    ):
        row.addWidget(StatusPage(state))
    return row
