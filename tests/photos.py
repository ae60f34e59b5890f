"""Pictures of goods for tests and scenes: drawn, and made fit to be kept as any photograph is."""

from base64 import b64decode
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QLinearGradient, QPainter

from desktop.commands.pictures import AddPictures, add_pictures
from desktop.domain.picture import Picture
from desktop.jobs.opening import Shop
from desktop.ui.pictures.maker import made


def photo(word: str, hue: int, width: int = 480, height: int = 480) -> QImage:
    """A bag of this colour with a word on it, in front of a light ground."""
    hue %= 360
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QLinearGradient(QPointF(0, 0), QPointF(width, height))
    ground.setColorAt(0, QColor.fromHsv(hue, 20, 250))
    ground.setColorAt(1, QColor.fromHsv(hue, 60, 215))
    painter.fillRect(image.rect(), QBrush(ground))
    bag = QLinearGradient(QPointF(width * 0.25, 0), QPointF(width * 0.75, 0))
    bag.setColorAt(0, QColor.fromHsv(hue, 200, 60))
    bag.setColorAt(0.4, QColor.fromHsv(hue, 180, 150))
    bag.setColorAt(1, QColor.fromHsv(hue, 200, 50))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(bag))
    lean = hue % 7 * width / 100
    body = QRectF(width * 0.25 + lean, height * (0.12 + hue % 5 / 40), width * 0.5, height * 0.74)
    painter.drawRoundedRect(body, 24, 24)
    painter.setBrush(QColor.fromHsv((hue + 150) % 360, 120, 235))
    label = QRectF(body.x() + 20, body.y() + height * (hue % 3 + 1) / 9, body.width() - 40, 150)
    painter.drawRect(label)
    font = QFont(painter.font())
    font.setPixelSize(round(height * 0.1))
    painter.setFont(font)
    painter.setPen(QColor("#222222"))
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, word)
    painter.end()
    return image


def png(image: QImage) -> bytes:
    """As a file holds it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def picture(image: QImage, name: str = "photo.png") -> Picture:
    """As it would be kept."""
    told = made(png(image))
    told |= {field: b64decode(told[field]) for field in ("content", "thumbnail")}
    return Picture(name=name, **told)


def add(shop: Shop, product: UUID, pictures: Sequence[Picture]) -> None:
    """To a product of the shop."""
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(add_pictures, AddPictures(*head, product, tuple(pictures)))
