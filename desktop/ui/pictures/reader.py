"""The codes in a picture or PDF, read in a process of its own: a hostile file breaks only that.

Started by ``desktop/jobs/scans/pictures.py``; ``domain/own_process`` is how the two talk.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import zxingcpp
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from desktop.domain.own_process import serve
from desktop.domain.progress import Progress

MOST_PIXELS = 40_000_000
SMALL = 1_000  # pixels of a side: below that a picture is also looked at in double size
MOST_PAGES = 200
DPI = 300
# Beside others, a code that is right in so few of the lines across it is one of them misread.
THINNEST = 0.02
_GREY = QImage.Format.Format_Grayscale8


class Found(NamedTuple):
    """One code; ``page`` of the file from 1."""

    text: str
    format: str
    page: int


@dataclass(frozen=True)
class Unreadable(Exception):
    """Why a file holds no picture."""

    why: str


def read(path: str) -> Iterator[Found]:
    """All codes of the file, page by page, each once a page."""
    pages = _pdf if _begins(path) == b"%PDF" else _picture
    for number, page in enumerate(pages(path), 1):
        seen = dict.fromkeys((code.text, str(code.format)) for code in _codes(page))
        yield from (Found(text, name, number) for text, name in seen)


def _begins(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(1024).lstrip()[:4]


def _picture(path: str) -> Iterator[QImage]:
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        share = (MOST_PIXELS / (size.width() * size.height())) ** 0.5
        reader.setScaledSize(QSize(int(size.width() * share), int(size.height() * share)))
    image = reader.read()
    if image.isNull():
        raise Unreadable("It is no picture that can be read.")
    yield _flat(image)


def _flat(image: QImage) -> QImage:
    """In grey, on white where the picture lets through what lies behind it."""
    if image.hasAlphaChannel():
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        painter.end()
        image = paper
    return image.convertToFormat(_GREY)


def _pdf(path: str) -> Iterator[QImage]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("It is a PDF that cannot be opened: damaged, or with a password.") from (
            error
        )
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(f"It has {len(document)} pages; {MOST_PAGES} are the most.")
        for number in range(len(document)):
            yield _page(document[number])
    finally:
        document.close()


def _page(page: Any) -> QImage:
    width, height = page.get_size()
    most = (MOST_PIXELS / max(width * height, 1)) ** 0.5
    sheet = page.render(scale=min(DPI / 72, most), grayscale=True)
    image = QImage(sheet.buffer, sheet.width, sheet.height, sheet.stride, _GREY)
    return image.copy()  # the sheet's memory goes with the page


def _codes(image: QImage) -> list[Any]:
    """The plain look first; harder looks only where it finds nothing."""
    for look in _looks(image):
        found = [code for code in look() if code.text]
        if found:
            return [code for code in found if not _is_stripe(code)] or found
    return []


def _looks(image: QImage) -> Iterator[Callable[[], list[Any]]]:
    local, whole = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
    yield lambda: _look(image, local)
    yield lambda: _look(image, whole)
    if max(image.width(), image.height()) <= SMALL:
        twice = image.scaled(
            image.size() * 2, mode=Qt.TransformationMode.SmoothTransformation
        ).convertToFormat(_GREY)
        yield lambda: _look(twice, local)
        yield lambda: _look(twice, whole)


def _look(image: QImage, binarizer: Any) -> list[Any]:
    bits: Any = image.constBits()  # any buffer will do, whatever its stubs say
    size = (image.width(), image.height())
    view = zxingcpp.ImageView(bits, *size, zxingcpp.ImageFormat.Lum, image.bytesPerLine())
    plain = zxingcpp.TextMode.Plain
    return list(zxingcpp.read_barcodes(view, binarizer=binarizer, text_mode=plain))


def _is_stripe(code: Any) -> bool:
    """Whether it was seen along one thin line only."""
    at = code.position
    sides = (at.top_left, at.top_right, at.bottom_right)
    (a, b, c) = ((point.x, point.y) for point in sides)
    along = ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5
    across = ((b[0] - c[0]) ** 2 + (b[1] - c[1]) ** 2) ** 0.5
    return bool(min(along, across) < THINNEST * max(along, across))


def _done(told: dict[str, Any], _progress: Progress) -> dict[str, Any]:
    """The codes, or why there are none."""
    try:
        return {"codes": [found._asdict() for found in read(told["path"])]}
    except Unreadable as error:
        return {"unreadable": error.why}
    except OSError as error:
        return {"unreadable": f"It cannot be opened: {error.strerror}."}


if __name__ == "__main__":
    serve(_done)
