"""Makes pictures fit to be kept, in a process of its own: a hostile file breaks only that.

Started by ``desktop/jobs/pictures/reading.py``; a line of JSON says which picture, a line answers.
What is kept holds nothing but pixels: turned as the camera said, no place, no time, no text.
"""

import json
import sys
from base64 import b64decode, b64encode
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader

from desktop.domain.picture import LOOK_HEIGHT, LOOK_WIDTH, look_of

FORMATS = {"png": "png", "jpeg": "jpeg", "jpg": "jpeg", "webp": "webp", "gif": "gif", "bmp": "bmp"}
LOSSLESS = ("png", "gif", "bmp")
MOST_PIXELS = 120_000_000
MOST_MB = 600  # of memory for one picture
LONGEST, SMALL = 2_000, 256  # pixels of the longer side: of what is kept, and of the thumbnail
QUALITY, SMALL_QUALITY = 88, 84
FAIR_PNG = 600_000  # bytes: a drawing stays as it is, a photograph becomes a JPEG
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


class Unfit(Exception):
    """Why something is not kept as a picture."""


def made(content: bytes) -> dict[str, Any]:
    """All that is kept of a picture; Unfit for what is none."""
    image, kind = _image(content)
    stored, mime = _stored(image, kind)
    small = image.scaled(_fitting(image.size(), SMALL), _KEEP, _SMOOTH)
    thumbnail = _encoded(small, "png" if small.hasAlphaChannel() else "jpeg", SMALL_QUALITY)
    return {
        "mime": mime,
        "content": b64encode(stored).decode(),
        "width": image.width(),
        "height": image.height(),
        "thumbnail": b64encode(thumbnail).decode(),
        "look": look_of(_greys(image)),
    }


def _image(content: bytes) -> tuple[QImage, str]:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    kind = FORMATS.get(bytes(reader.format().data()).decode())
    if not reader.canRead() or kind is None:
        raise Unfit("It is no PNG, JPEG, WebP, GIF or BMP picture.")
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        raise Unfit(
            f"It has {size.width()} × {size.height()} pixels;"
            f" {MOST_PIXELS // 1_000_000} million are the most."
        )
    if size.isValid() and kind == "jpeg":  # it decodes into a smaller one at once
        reader.setScaledSize(_fitting(size, LONGEST))
    image = reader.read()
    if image.isNull():
        raise Unfit(f"It is damaged or not whole ({reader.errorString()}).")
    return _plain(image), kind


def _plain(image: QImage) -> QImage:
    """In the screen's colours, no larger than what is kept, without what is said beside it."""
    if image.colorSpace().isValid():
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    formats = QImage.Format
    wanted = formats.Format_ARGB32 if image.hasAlphaChannel() else formats.Format_RGB32
    image = image.convertToFormat(wanted).scaled(
        _fitting(image.size(), LONGEST), Qt.AspectRatioMode.IgnoreAspectRatio, _SMOOTH
    )
    for key in image.textKeys():
        image.setText(key, "")
    image.setColorSpace(QColorSpace())
    return image


def _fitting(size: QSize, side: int) -> QSize:
    """The same, or as much smaller as the side asks; never nothing."""
    if max(size.width(), size.height()) <= side:
        return size
    return size.scaled(side, side, _KEEP).expandedTo(QSize(1, 1))


def _stored(image: QImage, kind: str) -> tuple[bytes, str]:
    if image.hasAlphaChannel():
        return _encoded(image, "png", -1), "image/png"
    if kind in LOSSLESS:
        png = _encoded(image, "png", -1)
        if len(png) <= FAIR_PNG:
            return png, "image/png"
    return _encoded(image, "jpeg", QUALITY), "image/jpeg"


def _encoded(image: QImage, kind: str, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, kind, quality):  # type: ignore[call-overload]
        raise Unfit("It cannot be saved.")
    return bytes(buffer.data().data())


def _greys(image: QImage) -> list[int]:
    """9 × 8 grey values, on white where the picture lets through what lies behind it."""
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    if image.hasAlphaChannel():
        from PySide6.QtGui import QPainter

        painter = QPainter(ground)
        painter.drawImage(0, 0, image)
        painter.end()
    else:
        ground = image
    small = ground.scaled(LOOK_WIDTH, LOOK_HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, _SMOOTH)
    grey = small.convertToFormat(QImage.Format.Format_Grayscale8)
    lines: list[Any] = [grey.constScanLine(y) for y in range(LOOK_HEIGHT)]  # buffers
    return [value for line in lines for value in bytes(line)[:LOOK_WIDTH]]


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    try:
        if "path" in order:
            with open(order["path"], "rb") as file:
                return made(file.read())
        return made(b64decode(order["content"]))
    except Unfit as error:
        return {"error": str(error)}
    except OSError as error:
        return {"error": f"It cannot be opened: {error.strerror}."}


def main() -> None:
    """One answer a line, until no more comes."""
    QImageReader.setAllocationLimit(MOST_MB)
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
