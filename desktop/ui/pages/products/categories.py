"""The categories at the left of the products, with what can be done to them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from desktop.commands.branches import MoveCategory, move_category
from desktop.commands.categories import (
    CreateCategory,
    RenameCategory,
    create_category,
    rename_category,
)
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.permissions import Permission
from desktop.queries.categories import IN_FILES, Node, category_rows, category_tree
from desktop.queries.columns import Filter
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.pages.products.category_deeds import CategoryDeeds
from desktop.ui.pages.products.category_pasting import CategoryPasting
from desktop.ui.pages.products.tree import Tree
from desktop.ui.rights import Right
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.label import Label

WIDTH, WIDEST = 240, 280  # with large letters the list beside it keeps its room
TABLES = frozenset({"*", "category", "product"})


class Categories(Card):
    """``chosen``: a category's id (None: all, the zero id: none) and its name.

    ``moved``: the way back of a move, its words, and the sentence to tell.
    """

    chosen = Signal(object, str)
    moved = Signal(object, str, str)
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self._context = context
        self.tree = Tree()
        new = IconButton("plus", tr("New category"), lambda: self._on_new(self.tree.current[0]))
        close = IconButton("x", tr("Hide the categories"), self.closed.emit)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 4, 8)
        head.addWidget(Label(tr("Categories"), "strong"), 1)
        head.addWidget(new)
        head.addWidget(close)
        self.add(head)
        self.add(line())
        self.add(self.tree, 1)
        self._size()
        current_theme().changed.connect(self._size)
        self.setFocusProxy(self.tree)
        self._right = Right(self, context, Permission.EDIT_CATEGORY, new)
        self.tree.chosen.connect(self.chosen)
        self.tree.renamed.connect(self._on_renamed)
        self.tree.moved.connect(self.move_branch)
        self.tree.new_wanted.connect(self._on_new)
        self.deeds = CategoryDeeds(
            self, context, self.tree, self._right, self.move_branch, self.moved.emit
        )
        self.pasting = CategoryPasting(self, context, self.tree, self._right, self.deeds.done)
        change = IconButton("pencil", tr("Change the category"), self.deeds.change)
        head.insertWidget(2, change)
        save = Command(tr("Export categories"), "Ctrl+E", self.save, "download")
        install(self.tree, [save], is_inside=True)
        self._nodes: list[Node] = []
        self._is_stale = True
        context.work.changed.connect(self._on_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()

    def _size(self) -> None:
        self.setFixedWidth(min(current_theme().px(WIDTH), WIDEST))

    def read(self) -> None:
        """Nodes and counts anew."""
        self._is_stale = False
        self._context.work.read(self, category_tree, then=self._on_nodes)

    def save(self) -> None:
        """All categories by their paths, as an import takes them."""
        from desktop.ui.chart_file import ChartFile, ask_and_save

        name = f"{tr('Categories')} {self._context.clock.now().date().isoformat()}"
        ask_and_save(self, self._context, ChartFile(name, IN_FILES, category_rows(self._nodes)))

    def show_filters(self, filters: tuple[Filter, ...]) -> None:
        """The node that the list is narrowed to, also where it was narrowed by its chip."""
        on = [chosen.value for chosen in filters if chosen.facet == "category"]
        is_one = len(on) == 1 and isinstance(on[0], tuple) and len(on[0]) == 1
        self.tree.mark(on[0][0] if is_one else None)

    def move_branch(self, what: UUID, parent: UUID) -> None:
        """A branch to another place; the notice, or Ctrl+Z, takes it back."""
        before, name = self.tree.parent_of(what), self.tree.name_of(what)
        sentence = tr("{name} lies in {parent} now", name=name, parent=self.tree.name_of(parent))

        words = tr("Place of {name}", name=name)

        def taken_back(_count: int) -> None:
            self._context.notify(tr("Taken back: {what}.", what=words), "neutral")

        def back() -> None:
            command = MoveCategory(*self._context.signed(), what, before, parent)
            self._send(move_category, command, taken_back)

        def moved(_count: int) -> None:
            self.moved.emit(back, words, sentence)

        self._send(
            move_category, MoveCategory(*self._context.signed(), what, parent, before), moved
        )

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self._is_stale = True
            if self.isVisible():
                self.read()

    def _on_nodes(self, nodes: list[Node]) -> None:
        self._nodes = nodes
        if self.tree.state() != Tree.State.EditingState:
            self.tree.show_nodes(nodes)

    def _on_renamed(self, key: UUID, name: str, seen: str) -> None:
        command = RenameCategory(*self._context.signed(), key, name, seen)
        words = tr("Name of {name}", name=seen)
        self._send(rename_category, command, lambda _: self.deeds.done(command.id, words, ""))

    def _on_new(self, parent: UUID | None) -> None:
        """Made at once below the current one, and named in place."""
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return
        above = parent or ZERO
        name = self.tree.free_name(above)
        path = name if above == ZERO else f"{self.tree.path_of(above)} > {name}"
        command = CreateCategory(*self._context.signed(), path)

        def made(key: UUID) -> None:
            self.deeds.done(command.id, tr("New category"), "")
            self._on_made(key)

        self._send(create_category, command, made)

    def _on_made(self, key: UUID) -> None:
        def show(nodes: list[Node]) -> None:
            self._on_nodes(nodes)
            self.tree.rename(key)

        self._context.work.read(self, category_tree, then=show)

    def _send(
        self,
        function: Callable[..., Any],
        command: Any,
        then: Callable[[Any], None] | None = None,
    ) -> None:
        """What was refused is said, and what the tree shows is read again."""

        def refused(error: UserError) -> None:
            self._context.notify(str(error), "bad")
            self.read()

        self._context.work.write(self, function, command, then=then, failed=refused)
