"""What one reading of a feed changed, row by row; conflicts are decided here, all is taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.permissions import Permission
from desktop.queries.feed_runs import STATES, FeedRunCard
from desktop.ui.context import Context
from desktop.ui.goods_words import GoodsWords
from desktop.ui.rights import Right
from desktop.ui.text import moment, number, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.findings import Findings
from desktop.ui.widgets.label import Label

WIDE, TALL, MARGIN, AROUND = 820, 300, 80, 360


class FeedRunDialog(Dialog):
    """``decided`` says whose values count, and the feed is read again with that."""

    decided = Signal(str)
    undo_wanted = Signal()

    def __init__(self, parent: QWidget, context: Context, card: FeedRunCard) -> None:
        theme, window = current_theme(), parent.window()
        width = min(theme.px(WIDE), window.width() - MARGIN)
        super().__init__(parent, card.peer, _head(card, context.shop.zone), "history", width)
        tone = "warn" if is_asked(card) else "bad" if card.status == "failed" else "secondary"
        self.body.addWidget(Label(card.message, "body", tone, wrap=True))
        titles, rows = _rows(card, GoodsWords(context.shop, card.own))
        self.rows = Findings(tr("What it changed"), titles)
        if rows:
            self.rows.show_rows(rows)
            most = min(theme.px(TALL), max(120, window.height() - theme.px(AROUND)))
            tall = max(120, (len(rows) + 2) * theme.row("compact"))
            self.rows.table.setFixedHeight(min(most, tall))
            self.rows.table.selectionModel().currentRowChanged.connect(lambda *_: self.place())
            self.body.addWidget(self.rows)
            if card.details.get("conflicts") and card.status == "done":
                shop = tr("Changed on both sides: {n}. There the shop's values stand.")
                feed = tr("Changed on both sides: {n}. There the feed's values stand.")
                words = shop if card.details.get("kept") else feed
                words = words.format(n=number(card.conflicts))
                self.body.addWidget(Label(words, "small", "secondary", wrap=True))
        self._add_buttons(context, card)

    def _add_buttons(self, context: Context, card: FeedRunCard) -> None:
        undo = Button(tr("Take it back"), icon="undo-2", on_click=lambda: self._end(None))
        shop = Button(tr("Keep the shop's"), on_click=lambda: self._end("shop"))
        feed = Button(tr("Take the feed's"), on_click=lambda: self._end("feed"))
        if card.batch is not None and card.status == "done":
            self.add_button(undo, left=True)
            Right(self, context, Permission.IMPORT, undo)
        if is_asked(card):
            for button in (shop, feed):
                self.add_button(button)
            Right(self, context, Permission.IMPORT, shop, feed)
        self.add_button(Button(tr("Close"), "primary", on_click=self.accept))

    def _end(self, policy: str | None) -> None:
        self.accept()
        if policy is None:
            self.undo_wanted.emit()
        else:
            self.decided.emit(policy)


def is_asked(card: FeedRunCard) -> bool:
    """Nothing comes in until somebody says whose values count."""
    return card.status == "waiting" and card.feed is not None


def _head(card: FeedRunCard, zone: str) -> str:
    state = next((tr(c.title) for c in STATES if c.value == card.status), card.status)
    file = str(card.details.get("file") or "")
    parts = (state, moment(card.started_at, zone), file)
    return "  ·  ".join(filter(None, parts))


def _rows(card: FeedRunCard, goods: GoodsWords) -> tuple[Sequence[str], list[list[str]]]:
    """Conflicts, decided or not, problems, or what changed."""
    told: dict[str, Any] = card.details
    titles: tuple[str, ...]
    if card.status in ("waiting", "answered"):
        titles = (tr("SKU"), tr("Name"), tr("Field"), tr("In the shop"), tr("In the feed"))
        return titles, [_conflict(row, goods) for row in told.get("conflicts", ())]
    if card.status == "failed":
        titles = (tr("Row"), tr("Column"), tr("Value"), tr("Reason"))
        return titles, [list(map(str, row)) for row in told.get("problems", ())]
    titles = (tr("Row"), tr("SKU"), tr("Name"), tr("What happened"))
    rows = told.get("rows", ())
    return titles, [[str(row), sku, name, goods.change(*how)] for row, sku, name, *how in rows]


def _conflict(row: Mapping[str, str], goods: GoodsWords) -> list[str]:
    field = row["field"]
    values = [goods.value(field, row[side]) for side in ("shop", "feed")]
    return [row["sku"], row["name"], goods.field(field), *values]
