"""Where a branch is to lie, or what is in a category is to go before it is deleted."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.ids import ZERO
from desktop.queries.categories import Node, words_of_tree
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field


class CategoryPlace(Dialog):
    """``run(into)`` with the zero id for ``top``; a branch is never offered its own inside."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        sentence: str,
        verb: str,
        nodes: Sequence[Node],
        branch: UUID,
        top: str,
        run: Callable[[UUID], object],
    ) -> None:
        super().__init__(parent, title, sentence, "folder-open", width=460)
        self._run = run
        words = words_of_tree(nodes)
        inside = {branch}
        for node in nodes:
            if node.parent in inside and node.id != ZERO:
                inside.add(node.id)
        now = next(node.parent for node in nodes if node.id == branch)
        places = sorted((name, key) for key, name in words.items() if key not in inside and name)
        self.places = Combo([(ZERO, top), *((key, name) for name, key in places)], now)
        self.body.addWidget(Field(tr("Where to"), self.places))
        self.add_cancel()
        self.add_button(Button(verb, "primary", on_click=self._on_agreed))
        self.places.setFocus()

    def _on_agreed(self) -> None:
        into = self.places.current_key()
        self.accept()
        if isinstance(into, UUID):
            self._run(into)
