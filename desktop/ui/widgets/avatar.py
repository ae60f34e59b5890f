"""A person as a disc with initials."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import current_theme
from desktop.ui.widgets.painting import CENTER, paint_box, paint_text

SIDE = 34


class Avatar(QWidget):
    """The initials of ``name``."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Another person."""
        self.initials = initials(name)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        paint_box(painter, self.rect(), SIDE / 2, theme.color("avatar"))
        ink = theme.color("avatar.on")
        paint_text(painter, self.rect(), self.initials, theme.font("chip"), ink, CENTER)


def initials(name: str) -> str:
    """First letters of the first and the last word: ``Ines Okafor`` → ``IO``."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()
