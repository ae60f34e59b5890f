"""A card of the database room: a shape, title and line below, a pill, facts, and its deeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.shape import Shape

ICON = 22


@dataclass(frozen=True)
class CardDeed:
    """A button of a card: words, drawing, and what it opens over the page.

    ``permission`` is what it takes; None where everybody may. What belongs to the deed is imported
    by ``run``, when it is wanted.
    """

    text: str
    icon: str
    run: Callable[[QWidget, Context], object]
    permission: Permission | None = Permission.RUN_DATABASE
    kind: str = "default"


def buttons_of(owner: QWidget, context: Context, deeds: Sequence[CardDeed]) -> list[Button]:
    """A button for each deed; who may not is told why."""
    made = []
    for deed in deeds:
        button = Button(tr(deed.text), deed.kind, deed.icon, partial(deed.run, owner, context))
        if deed.permission is not None:
            Right(owner, context, deed.permission, button)
        made.append(button)
    return made


class RoomCard(Card):
    """Fill ``facts``; the deeds stand below it."""

    def __init__(
        self, context: Context, icon: str, title: str, tone: str, deeds: Sequence[CardDeed]
    ) -> None:
        super().__init__(spacing=10)
        self.setAccessibleName(title)
        self._title = ElideLabel(title, "subtitle")
        self._line = ElideLabel("", "small", "secondary")
        self.pill = Pill()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._line)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Shape(icon, tone, ICON))
        head.addLayout(words, 1)
        head.addWidget(self.pill)
        self.add(head)
        self.facts = QVBoxLayout()
        self.facts.setSpacing(0)
        self.body.addLayout(self.facts, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in buttons_of(self, context, deeds):
            foot.addWidget(button)
        foot.addStretch(1)
        self.add(foot)

    def name(self, title: str, line: str) -> None:
        """Whose facts these are."""
        self.setAccessibleName(title)
        self._title.setText(title)
        self._line.setText(line)
