"""Names pasted into the tree become categories; a colour is filled down its branch."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.commands.categories import check_category_name, check_depth, split_path
from desktop.commands.many_categories import (
    AddCategories,
    PaintCategories,
    add_categories,
    paint_categories,
)
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.queries.categories import Node
from desktop.ui.actions import Command, install
from desktop.ui.category_look import colour_words
from desktop.ui.cell_plan import Line, Plan, Problem
from desktop.ui.context import Context
from desktop.ui.dialogs.paste_cells import PasteCells
from desktop.ui.pages.products.tree import Tree
from desktop.ui.rights import Right
from desktop.ui.table.block import copied
from desktop.ui.text import plural, tr

Done = Callable[[UUID, str, str], None]


class CategoryPasting:
    """Ctrl+V and Ctrl+D in the tree; ``done`` is told of what was written, with its words."""

    def __init__(
        self, panel: QWidget, context: Context, tree: Tree, right: Right, done: Done
    ) -> None:
        self._panel, self._context, self._tree = panel, context, tree
        self._right, self._done = right, done
        tree.paste_wanted.connect(self.paste)
        install(
            tree,
            [
                Command(tr("Paste categories"), "", self.paste, "clipboard-list"),
                Command(tr("Fill the colour down the branch"), "Ctrl+D", self.fill_down,
                        "arrow-down-to-line"),
            ],
            is_inside=True,
        )  # fmt: skip

    def paste(self) -> None:
        """A category for each copied line, below the current one; cells side by side are a path."""
        if not self._may():
            return
        try:
            lines, _ = copied(QGuiApplication.clipboard().text(), ())
        except UserError as error:
            self._context.notify(str(error), "warn")
            return
        node = self._tree.node()
        parent = node.id if node is not None else ZERO
        paths = [" > ".join(filter(None, line)) for line in lines]
        plan = planned(paths, parent, node.level if node is not None else 0, self._tree.nodes)
        self._show(plan, partial(self._add, parent), "Add {n} category", "Add {n} categories")

    def fill_down(self) -> None:
        """The colour of the current one, for all that lie in it."""
        node = self._tree.node()
        if not self._may():
            return
        if node is None:
            self._context.notify(tr("Choose a category first."), "info")
            return
        below = branch(node, self._tree.nodes)
        others = [each for each in below if each.colour != node.colour]
        now = colour_words(node.colour)
        lines = [Line(each.name, tr("Colour"), colour_words(each.colour), now) for each in others]
        plan = Plan(tuple(others), tuple(lines), len(below) - len(others), (), ())
        self._show(plan, partial(self._paint, node.colour), "Change {n} cell", "Change {n} cells")

    def _may(self) -> bool:
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
        return not self._right.reason

    def _show(self, plan: Plan, write: Any, one: str, many: str) -> None:
        if not plan.edits and not plan.problems:
            self._context.notify(tr("All of it is there already: nothing changes."), "info")
            return
        title = plural(one, many, len(plan.edits))
        PasteCells(self._panel.window(), self._context, plan, write, title).open()

    def _add(self, parent: UUID, paths: Sequence[str], dialog: PasteCells) -> None:
        command = AddCategories(*self._context.signed(), parent, tuple(paths))
        words = plural("{n} category", "{n} categories", len(paths))
        self._send(add_categories, command, words, tr("Added: {what}.", what=words), dialog)

    def _paint(self, colour: str, nodes: Sequence[Node], dialog: PasteCells) -> None:
        seen = {node.id: node.colour for node in nodes}
        command = PaintCategories(*self._context.signed(), colour, seen)
        words = plural("Colour of {n} category", "Colour of {n} categories", len(nodes))
        self._send(paint_categories, command, words, tr("Changed: {what}.", what=words), dialog)

    def _send(
        self, function: Callable[..., Any], command: Any, words: str, said: str, dialog: PasteCells
    ) -> None:
        def done(_count: int) -> None:
            dialog.accept()
            self._done(command.id, words, said)

        self._context.work.write(self._panel, function, command, then=done, failed=dialog.refuse)


def branch(node: Node, nodes: Sequence[Node]) -> list[Node]:
    """All that lie in a category; parents stand before children."""
    inside, found = {node.id}, []
    for each in nodes:
        if each.parent in inside and each.id not in inside:
            inside.add(each.id)
            found.append(each)
    return found


def planned(paths: Sequence[str], parent: UUID, level: int, nodes: Sequence[Node]) -> Plan:
    """Which of these are new below ``parent``, which lies so deep, and which may not be."""
    known = {(node.parent, node.name): node.id for node in nodes}
    there = next((node.name for node in nodes if node.id == parent), tr("the top"))
    edits: list[str] = []
    lines: list[Line] = []
    problems: list[Problem] = []
    same = 0
    for path in dict.fromkeys(paths):
        try:
            names = _names(path, level)
        except UserError as error:
            problems.append(Problem(there, tr("Category"), str(error)))
            continue
        at: UUID | None = parent
        for name in names:
            at = known.get((at, name)) if at is not None else None
        if at is not None:
            same += 1
            continue
        edits.append(path)
        lines.append(Line(there, tr("Category"), "", " > ".join(names)))
    return Plan(tuple(edits), tuple(lines), same, tuple(problems), ())


def _names(path: str, level: int) -> list[str]:
    names = split_path(path)
    if not names:
        raise UserError(tr("There is a line without a name."))
    for place, name in enumerate(names, level + 1):
        check_category_name(name)
        check_depth(name, place)
    return names
