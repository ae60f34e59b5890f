"""The variants of a product beside the list: of a parent all of them, of a variant its family."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.queries.columns import Filter
from desktop.queries.families import Family, FamilyMember, family_of
from desktop.queries.product import ProductCard
from desktop.ui.context import Context
from desktop.ui.text import money, plural, quantity, tr
from desktop.ui.widgets.card import line
from desktop.ui.widgets.elide_link import ElideLink, flush
from desktop.ui.widgets.label import ElideLabel, Label

SHOWN = 12
ACTIVE = Filter("status", "in", ("active",))


class FamilyPart(QWidget):
    """Empty for a product that has no variants and is none."""

    def __init__(self, context: Context, card: ProductCard) -> None:
        super().__init__()
        self._context, self._card = context, card
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        if card.is_template or card.parent is not None:
            store = context.shop.store
            context.work.read(self, family_of, card.product, store, then=self._on_family)
        else:
            self.hide()

    def _on_family(self, family: Family) -> None:
        if self._card.is_template:
            self._show_variants(family)
        else:
            self._show_parent(family)

    def _show_parent(self, family: Family) -> None:
        own = next(m for m in family.variants if m.product == self._card.product)
        told = " · ".join(f"{name}: {value}" for name, value in own.options.items())
        leads = tr("Show {name}", name=family.name)
        words = tr("Variant of {name}", name=family.name)
        go = partial(self._context.go, "products", product=family.product)
        self._column.addLayout(flush(ElideLink(words, leads, go)))
        self._column.addWidget(ElideLabel(told, "small", "muted"))

    def _show_variants(self, family: Family) -> None:
        active = [each for each in family.variants if each.status == "active"]
        count = plural("{n} variant", "{n} variants", len(active))
        self._column.setSpacing(0)
        self._column.addWidget(line())
        self._column.addSpacing(8)
        self._column.addWidget(Label(count, "strong"))
        for each in active[:SHOWN]:
            self._column.addLayout(self._row(family, each))
        go = partial(
            self._context.go, "products",
            filters=(ACTIVE, Filter("parent", "in", (family.product,), family.name)),
        )  # fmt: skip
        words = plural("Show it in the list", "Show all {n} in the list", len(active))
        if active:
            self._column.addLayout(flush(ElideLink(words, words, go)))

    def _row(self, family: Family, each: FamilyMember) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        go = partial(self._context.go, "products", product=each.product)
        leads = tr("Show {name}", name=each.name)
        row.addLayout(flush(ElideLink(each.values, leads, go)), 1)
        held = quantity(each.on_hand, family.decimals)
        tone = "bad" if each.on_hand <= 0 else "primary"
        row.addWidget(Label(held, "strong", tone))
        price = Label(money(each.price, self._context.shop.decimals), "body", "secondary")
        price.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        price.setMinimumWidth(64)
        row.addWidget(price)
        return row
