"""Pictures read by a process of their own: what is kept of them, and what is no picture."""

import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.domain.errors import UserError
from desktop.domain.picture import Picture, is_near
from desktop.jobs.pictures import reading
from desktop.jobs.pictures.reading import Source, from_files, read_all, read_pictures

CITY = b"Lisboa 38.7 N"
BOTH = Qt.Orientation.Horizontal | Qt.Orientation.Vertical


def drawn(width: int, height: int, left: str = "navy", has_alpha: bool = False) -> QImage:
    """Two halves in two colours, and a square that tells up from down."""
    formats = QImage.Format
    image = QImage(width, height, formats.Format_ARGB32 if has_alpha else formats.Format_RGB32)
    image.fill(QColor("transparent" if has_alpha else "gold"))
    painter = QPainter(image)
    painter.fillRect(0, 0, width // 2, height, QColor(left))
    for n in range(0, 8, 2):
        painter.fillRect(n * width // 8, 0, width // 8, height // (n + 2), QColor("white"))
    painter.end()
    return image


def encoded(image: QImage, kind: str, quality: int = -1) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind, quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def with_exif(jpeg: bytes, turned: int) -> bytes:
    """A JPEG as a camera writes it: how it was held, and where."""
    ifd = struct.pack("<HHHIHHHHII", 2, 0x0112, 3, 1, turned, 0, 0x010E, 2, len(CITY), 38)
    tiff = b"II*\0" + struct.pack("<I", 8) + ifd + struct.pack("<I", 0) + CITY
    body = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def bomb(side: int) -> bytes:
    """A PNG that says it is this large, and holds a part of it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        told = struct.pack(">I", len(body)) + kind + body
        return told + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000_000)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def image_of(picture: Picture) -> QImage:
    return QImage.fromData(picture.content)


def folder() -> dict[str, bytes]:
    """Pictures of each format by their names; one name is wrong."""
    jpeg = encoded(drawn(2_400, 1_800), "jpeg", 90)
    assert CITY in with_exif(jpeg, 6)
    return {
        "large.jpg": jpeg,
        "turned.jpg": with_exif(jpeg, 6),
        "drawing.png": encoded(drawn(300, 200), "png"),
        "clear.png": encoded(drawn(300, 200, has_alpha=True), "png"),
        "web.webp": encoded(drawn(300, 200), "webp", 80),
        "old.bmp": encoded(drawn(300, 200), "bmp"),
        "wrong.gif": encoded(drawn(300, 200), "png"),
        "again.jpg": jpeg,
        "other.png": encoded(drawn(300, 200, "crimson").flipped(BOTH), "png"),
    }


def test_photos_are_scaled_turned_and_freed_of_all_that_is_said_beside_them(
    tmp_path: Path,
) -> None:
    """A folder of nine, read in one go by one process."""
    files = folder()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    found = {p.name: p for p in read_all(from_files(tmp_path / name for name in files))}
    sizes = {name: (p.width, p.height, p.mime) for name, p in found.items()}
    assert sizes == {
        "large.jpg": (2_000, 1_500, "image/jpeg"),
        "turned.jpg": (1_500, 2_000, "image/jpeg"),
        "drawing.png": (300, 200, "image/png"),
        "clear.png": (300, 200, "image/png"),
        "web.webp": (300, 200, "image/jpeg"),
        "old.bmp": (300, 200, "image/png"),
        "wrong.gif": (300, 200, "image/png"),
        "again.jpg": (2_000, 1_500, "image/jpeg"),
        "other.png": (300, 200, "image/png"),
    }
    assert CITY not in found["turned.jpg"].content + found["turned.jpg"].thumbnail
    top = image_of(found["turned.jpg"]).pixelColor(1_400, 500)
    assert top.blue() > top.red()  # what was left is up after the turn to the right
    assert image_of(found["clear.png"]).pixelColor(299, 199).alpha() == 0
    assert found["large.jpg"].sha256 == found["again.jpg"].sha256
    assert all(max(image_of(p).width(), image_of(p).height()) <= 2_000 for p in found.values())
    small = QImage.fromData(found["large.jpg"].thumbnail)
    assert (small.width(), small.height()) == (256, 192)
    looks = {name: p.look for name, p in found.items()}
    same = ("large.jpg", "drawing.png", "web.webp", "old.bmp", "wrong.gif")
    assert all(is_near(looks["large.jpg"], looks[name]) for name in same), looks
    assert not is_near(looks["large.jpg"], looks["other.png"])


def test_what_is_no_picture_is_told_in_a_sentence_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 20_000_000)
    jpeg = encoded(drawn(600, 400), "jpeg")
    with zipfile.ZipFile(tmp_path / "zip.png", "w") as archive:
        archive.writestr("a.txt", "a" * 1000)
    (tmp_path / "fine.jpg").write_bytes(jpeg)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'
    cases = {
        "bomb.png": (bomb(50_000), "50000 × 50000 pixels"),
        "wide.png": (bomb(10_000), "damaged or not whole"),
        "cut.png": (encoded(drawn(600, 400), "png")[:900], "damaged or not whole"),
        "drawing.svg": (svg, "no PNG, JPEG"),
        "text.jpg": ("ünïcode".encode(), "no PNG, JPEG"),
        "empty.png": (b"", "no PNG, JPEG"),
        "huge.bmp": (b"BM" + b"\0" * 20_000_001, "larger than 19 MB"),
    }
    for name, (content, _) in cases.items():
        (tmp_path / name).write_bytes(content)
    names = [*cases, "zip.png", "missing.png", ".", "fine.jpg"]
    every = [*from_files(tmp_path / name for name in names), Source("pasted", None, jpeg)]
    answers = {read.source.name: read for read in read_pictures(every)}
    told = {name: str(read.error) for name, read in answers.items() if read.error is not None}
    for name, (_, words) in cases.items():
        assert words in told[name] and "Nothing was changed" in told[name], told[name]
    assert "no PNG, JPEG" in told["zip.png"]
    assert "cannot be opened" in told["missing.png"]
    assert "no file" in told[tmp_path.name]
    fine, pasted = answers["fine.jpg"].picture, answers["pasted"].picture
    assert fine is not None and pasted is not None and fine.sha256 == pasted.sha256
    with pytest.raises(UserError, match=r"text\.jpg was not taken in"):
        read_all(from_files([tmp_path / "fine.jpg", tmp_path / "text.jpg"]))


def test_a_reader_that_breaks_or_hangs_is_told_and_the_next_picture_gets_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fine.png").write_bytes(encoded(drawn(30, 20), "png"))
    with monkeypatch.context() as hurried:
        hurried.setattr(reading, "PATIENCE_S", 0.0)
        with pytest.raises(UserError, match="took over 0 s"):
            read_all(from_files([tmp_path / "fine.png"]))
    monkeypatch.setattr(reading, "MAKER", "desktop.ui.no_such_reader")
    with pytest.raises(UserError, match="Its reader gave up"):
        read_all(from_files([tmp_path / "fine.png"]))
