"""A picture as large as the window has room; arrow keys lead through the others."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.jobs.exporting.figures import write_picture
from desktop.queries.pictures import PictureRow, content_of
from desktop.ui.context import Context
from desktop.ui.text import file_size, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.thumb import paint_photo

WIDE, SHARE = 900, 0.62
SUFFIX = {"image/png": ".png"}


class PictureDialog(Dialog):
    """Shows the small picture at once and the whole one when it is read."""

    def __init__(
        self, parent: QWidget, context: Context, name: str, rows: Sequence[PictureRow], at: int
    ) -> None:
        room = parent.window().size()
        width = min(WIDE, room.width() - 160)
        super().__init__(parent, name, " ", "image", width=width)
        self._context, self._name, self._rows = context, name, list(rows)
        self.at = at
        self._content = b""
        self.canvas = _Canvas(QSize(width - 50, round(room.height() * SHARE)))
        self.body.addWidget(self.canvas)
        back = IconButton("arrow-left", tr("The picture before"), lambda: self.step(-1))
        on = IconButton("arrow-right", tr("The next picture"), lambda: self.step(1))
        for button in (back, on):
            button.setVisible(len(rows) > 1)
            self.add_button(button, left=True)
        self._save = self.add_button(Button(tr("Save as …"), icon="download", on_click=self.save))
        self.add_button(Button(tr("Close"), "primary", on_click=self.accept)).setFocus()
        self._show()

    def step(self, by: int) -> None:
        """Round and round."""
        self.at = (self.at + by) % len(self._rows)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        row = self._rows[self.at]
        facts = (
            tr("{n} of {all}", n=self.at + 1, all=len(self._rows)) if len(self._rows) > 1 else "",
            row.name,
            f"{row.width} × {row.height}" if row.width else "",
            file_size(row.size),
        )
        self.retitle(self._name, "  ·  ".join(fact for fact in facts if fact))
        self._save.setEnabled(False)
        small = QImage.fromData(row.thumbnail or b"")
        self.canvas.show_image(small, tr("{name}, large", name=row.name))
        self._context.work.read(
            self, _read, row,
            then=lambda found: self._on_read(row, found), failed=self._on_failed,
        )  # fmt: skip

    def _on_read(self, row: PictureRow, found: tuple[bytes, QImage]) -> None:
        if row is self._rows[self.at]:
            self._content, image = found
            self._save.setEnabled(True)
            self.canvas.show_image(image, self.canvas.accessibleName())

    def _on_failed(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")

    def save(self) -> None:
        """Its bytes as they are kept."""
        from desktop.ui.file_dialog import new_file

        row = self._rows[self.at]
        suffix = SUFFIX.get(row.mime, ".jpg")
        suggested = Path.home() / f"{Path(row.name).stem or 'picture'}{suffix}"
        path, _ = new_file(self, tr("Save as …"), suggested, [f"(*{suffix})"])
        if path is not None:
            self._context.work.job(
                self, write_picture, path, self._content,
                then=lambda _: self._context.notify(tr("Saved as {name}.", name=path.name), "ok"),
                failed=self._on_failed,
            )  # fmt: skip


def _read(session: object, row: PictureRow) -> tuple[bytes, QImage]:
    """Decoded in the reader's thread."""
    content = content_of(session, row.attachment)  # type: ignore[arg-type]
    return content, QImage.fromData(content)


class _Canvas(QWidget):
    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.setFixedSize(size)
        self._image = QImage()

    def show_image(self, image: QImage, words: str) -> None:
        """Another picture; ``words`` for who hears it."""
        self._image = image
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_photo(painter, QRect(0, 0, self.width(), self.height()), current_theme(), self._image)
