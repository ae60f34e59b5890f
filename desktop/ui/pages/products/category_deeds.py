"""What is done with the category that is chosen in the tree: changed, moved, ordered, deleted."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.categories import DeleteCategory, delete_category
from desktop.commands.category_changes import (
    MergeCategory,
    OrderCategories,
    UndoCategories,
    merge_category,
    order_categories,
    undo_categories,
)
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.queries.categories import Node
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.pages.products.tree import Tree
from desktop.ui.rights import Right
from desktop.ui.text import plural, tr

Told = Callable[[Callable[[], None], str, str], object]


class CategoryDeeds:
    """``told(back, words, sentence)``: what was done, and the way back of it.

    Keys work while the tree has them; the same stands in its menu.
    """

    def __init__(
        self,
        panel: QWidget,
        context: Context,
        tree: Tree,
        right: Right,
        move: Callable[[UUID, UUID], None],
        told: Told,
    ) -> None:
        self._panel, self._context, self._tree = panel, context, tree
        self._right, self._move, self._told = right, move, told
        tree.delete_wanted.connect(lambda _key, _name: self.delete())
        install(
            tree,
            [
                Command(tr("Change the category"), "Alt+Return", self.change, "pencil"),
                Command(tr("Move the category to …"), "Ctrl+M", self.place, "folder-open"),
                Command(tr("Category further up"), "Alt+Up", partial(self.step, -1)),
                Command(tr("Category further down"), "Alt+Down", partial(self.step, 1)),
                Command(tr("Category out of its branch"), "Alt+Left", self.step_out),
                Command(tr("Category into the one above"), "Alt+Right", self.step_in),
                Command(tr("Delete the category"), "", self.delete, "trash-2"),
            ],
            is_inside=True,
        )

    def change(self) -> None:
        """Its form."""
        node = self._node()
        if node is not None:
            from desktop.ui.dialogs.category_form import CategoryForm

            CategoryForm(self._panel.window(), self._context, node, self.done).open()

    def place(self) -> None:
        """Where its branch is to lie."""
        node = self._node()
        if node is not None:
            from desktop.ui.dialogs.category_place import CategoryPlace

            CategoryPlace(
                self._panel.window(), tr("Move {name}", name=node.name),
                tr("With all that is in it. Products stay in their categories."), tr("Move"),
                self._tree.nodes, node.id, tr("The top"), partial(self._move, node.id),
            ).open()  # fmt: skip

    def delete(self) -> None:
        """An empty one is asked about; else where what is in it is to go."""
        node = self._node()
        if node is None:
            return
        title = tr("Delete {name}?", name=node.name)
        is_parent = any(each.parent == node.id for each in self._tree.nodes)
        if not (node.holds or is_parent):
            from desktop.ui.dialogs.confirm import Confirm

            sentence = tr("Nothing is in it. It can be taken back.")
            run = partial(self._delete, node)
            Confirm(self._panel.window(), title, sentence, tr("Delete"), run).open()
            return
        from desktop.ui.dialogs.category_place import CategoryPlace

        holds = plural("{n} product", "{n} products", node.holds)
        sentence = tr("It holds {what}: they and the categories in it go elsewhere first.",
                      what=holds)  # fmt: skip
        CategoryPlace(
            self._panel.window(), title, sentence, tr("Move and delete"), self._tree.nodes,
            node.id, tr("No category"), partial(self._merge, node),
        ).open()  # fmt: skip

    def step(self, way: int) -> None:
        """One place up or down among its sisters."""
        node = self._node()
        if node is None:
            return
        order = [each.id for each in self._sisters(node)]
        place = order.index(node.id) + way
        if 0 <= place < len(order):
            order.remove(node.id)
            order.insert(place, node.id)
            command = OrderCategories(*self._context.signed(), tuple(order))
            self._send(order_categories, command, tr("Place of {name}", name=node.name), "")

    def step_out(self) -> None:
        """The branch goes beside the one that it lies in."""
        node = self._node()
        if node is not None and node.parent != ZERO:
            self._move(node.id, self._tree.parent_of(node.parent))

    def step_in(self) -> None:
        """The branch goes into the sister above it."""
        node = self._node()
        sisters = self._sisters(node) if node is not None else []
        place = sisters.index(node) if node is not None else 0
        if node is not None and place > 0:
            self._move(node.id, sisters[place - 1].id)

    def _sisters(self, node: Node) -> list[Node]:
        return [n for n in self._tree.nodes if n.parent == node.parent and n.id != ZERO]

    def done(self, batch: UUID, words: str, sentence: str) -> None:
        """Told with a way back by its trail."""
        self._told(partial(self._back, batch, words), words, sentence)

    def _node(self) -> Node | None:
        """The chosen one, where this person may change it; else it is said why not."""
        node = self._tree.node()
        if node is None:
            self._context.notify(tr("Choose a category first."), "info")
        elif self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return None
        return node

    def _delete(self, node: Node) -> None:
        command = DeleteCategory(*self._context.signed(), node.id)
        words = tr("Deletion of {name}", name=node.name)
        self._send(delete_category, command, words, tr("{name} was deleted.", name=node.name))

    def _merge(self, node: Node, into: UUID) -> None:
        command = MergeCategory(*self._context.signed(), node.id, into)
        words = tr("Deletion of {name}", name=node.name)
        self._send(merge_category, command, words, tr("{name} was deleted.", name=node.name))

    def _back(self, batch: UUID, words: str) -> None:
        def told(_result: object) -> None:
            self._context.notify(tr("Taken back: {what}.", what=words), "neutral")

        command = UndoCategories(*self._context.signed(), batch)
        self._context.work.write(
            self._panel, undo_categories, command, then=told, failed=self._refused
        )

    def _send(self, function: Callable[..., Any], command: Any, words: str, said: str) -> None:
        def done(_result: object) -> None:
            self.done(command.id, words, said)

        self._context.work.write(self._panel, function, command, then=done, failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")
