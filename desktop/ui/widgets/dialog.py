"""The frame of every dialog: a sheet over the window; head, body, foot with one primary button."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGraphicsDropShadowEffect,
    QGraphicsScene,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.help_topics import topic_of_dialog
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.compositor import is_blending
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.shape import Shape

SHADOW = 48
SHADE = 180
DROP = 12
ICON = 26
VEIL = 0.45


class Scrim(QWidget):
    """A dark veil over ``window`` while a dialog is open."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        veil = QColor(current_theme().color("bg.overlay"))
        veil.setAlphaF(VEIL)
        QPainter(self).fillRect(self.rect(), veil)


class Sheet(QDialog):
    """One frame with a shadow over a veiled window; fill ``column``."""

    def __init__(self, parent: QWidget, title: str, kind: str, width: int) -> None:
        super().__init__(parent)
        self._owner = parent
        self.setWindowTitle(title)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._has_shadow = is_blending()
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, self._has_shadow)
        self._scrim: Scrim | None = None
        self._shadow = QPixmap()
        self._placed = 0  # how high it was then
        outer = QVBoxLayout(self)
        if self._has_shadow:
            outer.setContentsMargins(SHADOW, SHADOW - DROP, SHADOW, SHADOW + DROP)
        else:
            outer.setContentsMargins(0, 0, 0, 0)
        self._frame = QFrame()
        self._frame.setProperty("uiKind", kind)
        self._frame.setFixedWidth(width)
        outer.addWidget(self._frame)
        self.column = QVBoxLayout(self._frame)
        self.column.setContentsMargins(1, 1, 1, 1)
        self.column.setSpacing(0)
        self.finished.connect(self._lift)

    def needed_height(self) -> int:
        """Of the frame as it is filled now, without its shadow."""
        return self.sizeHint().height() - (2 * SHADOW if self._has_shadow else 0)

    def place(self) -> None:
        """In the middle of its window."""
        self.resize(self.sizeHint())  # adjustSize() would stop at two thirds of the screen
        window = self._owner.window()
        self.move(window.mapToGlobal(window.rect().center()) - self.rect().center())
        self._placed = self.height()

    def give_way(self, part: QWidget, low: int, tall: int) -> None:
        """A part of fixed height is as high as the window leaves room, between these two."""
        others = self.column.sizeHint().height() - part.maximumHeight()
        rest = self._owner.window().height() - 2 * SHADOW - others
        part.setFixedHeight(max(low, min(tall, rest)))
        self.column.activate()
        outer = self.layout()
        if outer is not None:  # else its least height is that of the rows before
            outer.invalidate()
            outer.activate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._scrim:
            below = self._owner.window()
            self._scrim = Scrim(below._frame if isinstance(below, Sheet) else below)
            self.place()
            self._focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 asks the window for the help of this dialog."""
        if event.key() == Qt.Key.Key_F1:
            window = self._owner.window()
            while (above := window.parentWidget()) is not None:
                window = above.window()
            topic = topic_of_dialog(type(self).__module__)
            show_help = getattr(window, "help", None)
            if topic and topic != "help" and show_help is not None:
                show_help(topic)
        else:
            super().keyPressEvent(event)

    def _focus_first(self) -> None:
        """Where the focus is at first; Qt's own choice unless told otherwise."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shadow, painted once for each size: as an effect it costs 20 ms at every letter."""
        if not self._has_shadow:
            return
        ratio = self.devicePixelRatioF()
        if self._shadow.size() != self.size() * ratio:
            self._shadow = _shadow(self.size(), self._frame.geometry(), ratio)
        QPainter(self).drawPixmap(0, 0, self._shadow)

    def _lift(self) -> None:
        if self._scrim:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None


def _takes_keys(place: QWidget) -> bool:
    """By Tab and by a click, as inputs do; drop-down lists by the wheel, too."""
    return place.focusPolicy() & Qt.FocusPolicy.StrongFocus == Qt.FocusPolicy.StrongFocus


def _shadow(size: QSize, frame: QRect, ratio: float) -> QPixmap:
    """What a frame at this place of a sheet throws on what is below."""
    effect = QGraphicsDropShadowEffect()
    effect.setBlurRadius(SHADOW)
    effect.setOffset(0, DROP)
    shade = QColor(current_theme().color("bg.overlay"))  # Qt's own grey would glow on dark
    shade.setAlpha(SHADE)
    effect.setColor(shade)
    radius = current_theme().radius("dialog")
    path = QPainterPath()
    path.addRoundedRect(QRectF(frame).adjusted(1, 1, -1, -1), radius, radius)
    whole = QRectF(QPointF(), size.toSizeF())
    scene = QGraphicsScene(whole)
    thing = scene.addPath(path, QPen(Qt.PenStyle.NoPen), current_theme().color("bg.surface"))
    thing.setGraphicsEffect(effect)
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    scene.render(painter, whole, whole)
    painter.end()
    return pixmap


class Dialog(Sheet):
    """Fill ``body`` and add buttons; open it with ``open()`` or ``exec()``.

    Enter presses the primary button, Escape and the cross reject.
    """

    def __init__(
        self, parent: QWidget, title: str, subtitle: str = "", icon: str = "", width: int = 620,
        ink: str = "accent.text",
    ) -> None:  # fmt: skip
        super().__init__(parent, title, "dialog", width)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(25, 4, 25, 20)
        self.body.setSpacing(12)
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        self._foot_row = QHBoxLayout()
        self._foot = self._foot_frame()
        self._title = Label(title, "mode", wrap=True)
        self._subtitle = Label(subtitle, "body", "secondary", wrap=True)
        self.column.addLayout(self._head(title, subtitle, icon, ink))
        self.column.addLayout(self.body, 1)
        self.column.addWidget(self._foot)

    def add_button(self, button: Button, left: bool = False) -> Button:
        """A button in the foot; the first primary or danger one answers Enter."""
        (self._left if left else self._right).addWidget(button)
        self._foot.show()
        if button.kind in ("primary", "danger"):
            button.setDefault(True)
        return button

    def add_note(self, text: str) -> Label:
        """A sentence at the left of the foot, where no button stands."""
        note = Label(text, "small", "secondary", wrap=True)
        self._left.addWidget(note, 1)
        self._foot_row.setStretch(0, 1000)
        self._foot.show()
        return note

    def retitle(self, title: str, subtitle: str = "") -> None:
        """Other words in the head, when the dialog goes over to something else."""
        self.setWindowTitle(title)
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def add_cancel(self, text: str = "") -> Button:
        """The button that changes nothing."""
        return self.add_button(Button(text or tr("Cancel"), on_click=self.reject))

    def event(self, event: QEvent) -> bool:
        """Grows by what comes to stand in it, as an error below a field does."""
        is_done = super().event(event)
        is_laid = event.type() == QEvent.Type.LayoutRequest and self.isVisible()
        # what is shown late makes the window higher by itself, but where it stands
        if is_laid and max(self.height(), self.sizeHint().height()) > self._placed:
            self.place()
        return is_done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter agrees wherever the focus is, also in a text of several lines."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._agree_by_key()
        else:
            super().keyPressEvent(event)

    def _agree_by_key(self) -> None:
        for button in self._foot.findChildren(Button):
            if button.isDefault() and button.isEnabled():
                button.click()
                return

    def _focus_first(self) -> None:
        """The first input of the body, so that one can type at once."""
        for index in range(self.body.count()):
            item = self.body.itemAt(index)
            widget = item.widget() if item else None
            inputs = [widget, *widget.findChildren(QWidget)] if widget else []
            for place in inputs:
                if _takes_keys(place) and place.isEnabled():
                    place.setFocus(Qt.FocusReason.TabFocusReason)
                    return

    def _head(self, title: str, subtitle: str, icon: str, ink: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(25, 20, 16, 12)
        row.setSpacing(14)
        if icon:
            beside = Qt.AlignmentFlag.AlignTop if subtitle else Qt.AlignmentFlag.AlignVCenter
            row.addWidget(Shape(icon, ink, ICON), 0, beside)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        self._subtitle.setVisible(bool(subtitle))
        row.addLayout(words, 1)
        row.addWidget(IconButton("x", tr("Close"), self.reject), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _foot_frame(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("uiKind", "foot")
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = self._foot_row
        foot.setLayout(row)
        row.setContentsMargins(25, 12, 25, 12)
        row.setSpacing(8)
        for part in (self._left, self._right):
            part.setSpacing(8)
        row.addLayout(self._left)
        row.addStretch(1)
        row.addLayout(self._right)
        foot.hide()
        return foot
