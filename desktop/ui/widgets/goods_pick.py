"""Products and categories that something is about: sought, added one by one, taken out again."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.queries.categories import category_choices
from desktop.queries.columns import Choice
from desktop.queries.product import Found
from desktop.ui.context import Context
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.product_pick import ProductPick
from desktop.ui.widgets.scrolled import Scrolled, clear
from desktop.ui.widgets.shape import Shape

TALL, ROW, ICON = 4, 34, 16


class GoodsPick(QWidget):
    """``products`` and ``categories`` are the chosen ones; none of both means all goods."""

    resized = Signal()  # the matches of a search came or went, or the chosen goods

    def __init__(self, context: Context, all_words: str) -> None:
        super().__init__()
        self.products: list[Choice] = []
        self.categories: list[Choice] = []
        self._all_words = all_words
        self._known: list[Choice] = []
        self.search = ProductPick(context, tr("Add a product"))
        self.search.picked.connect(self._on_picked)
        self.search.resized.connect(self._on_matches)
        self.branches = Combo([(None, tr("Choose …"))])
        self.branches.chosen.connect(self._on_branch)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self._scroll = Scrolled(self._rows, tr("What it is about"))
        inputs = QHBoxLayout()
        inputs.setSpacing(16)
        inputs.addWidget(self.search, 1)
        field = QVBoxLayout()
        field.addWidget(Field(tr("Add a category"), self.branches))
        field.addStretch(1)
        inputs.addLayout(field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        column.addLayout(inputs)
        column.addWidget(self._scroll)
        context.work.read(self, category_choices, then=self._on_branches)
        self._show()

    @property
    def product_ids(self) -> tuple[UUID, ...]:
        return tuple(sorted(choice.value for choice in self.products))

    @property
    def category_ids(self) -> tuple[UUID, ...]:
        return tuple(sorted(choice.value for choice in self.categories))

    def set_goods(self, products: Iterable[Choice], categories: Iterable[Choice]) -> None:
        """Other goods instead of those that are chosen."""
        self.products, self.categories = list(products), list(categories)
        self._show()

    def _on_matches(self) -> None:
        """Matches take the place of what is chosen, so that a small window holds the form."""
        self._scroll.setVisible(self.search.hits.isHidden())
        self.resized.emit()

    def _on_branches(self, found: list[Choice]) -> None:
        self._known = found
        choices = [(choice.value, choice.title) for choice in found]
        self.branches.set_items([(None, tr("Choose …")), *choices])

    def _on_branch(self, key: object) -> None:
        chosen = next((choice for choice in self._known if choice.value == key), None)
        self.branches.setCurrentIndex(0)
        if chosen is not None and chosen.value not in self.category_ids:
            self.categories.append(chosen)
            self._show()

    def _on_picked(self, found: Found) -> None:
        if found.product not in self.product_ids:
            self.products.append(Choice(found.product, f"{found.name} ({found.sku})"))
        self.search.line.clear()
        self.search.chosen = None
        self._show()
        self.search.line.setFocus()

    def _take_out(self, choice: Choice) -> None:
        for kept in (self.products, self.categories):
            if choice in kept:
                kept.remove(choice)
        self._show()
        self.search.line.setFocus()

    def _show(self) -> None:
        clear(self._rows)
        for icon, choices in (("package", self.products), ("tags", self.categories)):
            for choice in choices:
                self._rows.addWidget(self._row(icon, choice))
        number = len(self.products) + len(self.categories)
        if not number:
            self._rows.addWidget(Label(self._all_words, "body", "secondary", wrap=True))
        self._rows.addStretch(1)
        self._scroll.setFixedHeight(current_theme().px(ROW) * min(max(number, 1), TALL))
        self.resized.emit()

    def _row(self, icon: str, choice: Choice) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(4, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(Shape(icon, "text.secondary", ICON))
        line.addWidget(ElideLabel(choice.title, "body"), 1)
        name = tr("Take {name} out", name=choice.title)
        line.addWidget(IconButton("x", name, partial(self._take_out, choice)))
        return row
