"""The five figures that lead to a decision, each with what exactly is meant by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.outlook import Outlook
from desktop.domain.reorder import LeftOut
from desktop.ui.orders import why
from desktop.ui.outlook import words
from desktop.ui.text import plural, quantity, rounded, tr
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import ElideLabel

SOON = 7  # days


@dataclass(frozen=True)
class Tile:
    """A figure with its note, and its definition for the tooltip."""

    title: str
    value: str
    note: str
    tone: str = "primary"
    meaning: str = ""


class TileCard(Card):
    """A small card: what it is, how much, and one line below."""

    def __init__(self) -> None:
        super().__init__(padding=11, spacing=1)
        self.body.setContentsMargins(14, 9, 10, 9)
        self._title = ElideLabel("", "small", "secondary")
        self._value = ElideLabel("", "title")
        self._note = ElideLabel("", "small", "secondary")
        for label in (self._title, self._value, self._note):
            self.add(label)

    def show_tile(self, tile: Tile) -> None:
        """Another figure; a screen reader is told its definition too."""
        self._title.setText(tile.title)
        self._value.setText(tile.value)
        self._value.set_tone(tile.tone)
        self._note.setText(tile.note)
        self.setAccessibleName(f"{tile.title}: {tile.value}. {tile.note}")
        self.setAccessibleDescription(tile.meaning)
        self.setToolTip(tile.meaning)


class Tiles(QWidget):
    """Side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.cards = [TileCard() for _ in range(5)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        for column, card in enumerate(self.cards):
            grid.addWidget(card, 0, column)
            grid.setColumnStretch(column, 1)

    def show_outlook(self, told: Outlook) -> None:
        """Another product's."""
        for card, tile in zip(self.cards, tiles(told), strict=True):
            card.show_tile(tile)


def tiles(told: Outlook) -> Sequence[Tile]:
    """When it runs out, when to order, how much, how much sells, and how good that was told."""
    return (_runs_out(told), _order_by(told), _suggested(told), _demand(told), _accuracy(told))


def _runs_out(told: Outlook) -> Tile:
    tone = "primary"
    if told.ahead and (told.on_hand <= 0 or told.usual is not None):
        days = 0 if told.usual is None else (told.usual - told.today).days
        tone = "bad" if told.on_hand <= 0 or days <= 1 else "warn" if days <= 3 * SOON else tone
    return Tile(
        tr("Runs out"), words.runs_out(told), words.between(told) or tr("no forecast yet"), tone,
        tr(words.DEFINITIONS["usual"]),
    )  # fmt: skip


def _order_by(told: Outlook) -> Tile:
    value, note, tone = words.order_by(told)
    return Tile(tr("Order by"), value, note, tone, tr(words.DEFINITIONS["order_by"]))


def _suggested(told: Outlook) -> Tile:
    """What Reorder proposes of it, and why."""
    title, order = tr("Suggested order"), told.order
    if not told.ahead:
        return Tile(title, "–", tr("no forecast yet"))
    if order is None:
        return Tile(title, tr("none"), tr("there is enough of it"))
    if isinstance(order, LeftOut):
        return Tile(title, "–", why(order.reason), meaning=why(order.reason))
    offer = order.offer
    packs = plural("{n} pack of {size}", "{n} packs of {size}", int(order.quantity / offer.pack),
                   size=quantity(offer.pack, told.decimals))  # fmt: skip
    note = offer.name if offer.pack == 1 else f"{packs} · {offer.name}"
    value = quantity(order.quantity, told.decimals)
    return Tile(title, value, note, "accent", why(order.reason))


def _demand(told: Outlook) -> Tile:
    why = told.explained
    meaning = tr(words.DEFINITIONS["rate"])
    if why is None:
        return Tile(tr("Demand"), "–", "", "primary", meaning)
    rate = tr("{rate} / day", rate=rounded(why.rate))
    growth = next((each.ratio for each in why.factors if each.kind == "growth"), 1.0)
    note = tr("{change} on the quarter before", change=words.change(growth))
    if growth == 1.0:
        note = plural("looks {n} day back", "looks {n} days back", round(why.memory_days))
    return Tile(tr("Demand"), rate, note, "primary", meaning)


def _accuracy(told: Outlook) -> Tile:
    why, meaning = told.explained, tr(words.DEFINITIONS["accuracy"])
    if why is None or why.better is None:
        return Tile(tr("Accuracy"), "–", tr("not enough history"), "primary", meaning)
    what = tr("better than last week") if why.better >= 0 else tr("worse than last week")
    return Tile(tr("Accuracy"), words.share(abs(why.better)), what, "primary", meaning)
