"""A workbook in Excel's old binary format with a few cells, written by hand (MS-XLS, MS-CFB)."""

from collections.abc import Sequence
from struct import pack

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def old_workbook(cells: Sequence[tuple[int, int, str]]) -> bytes:
    """``cells``: row and column from 0, and what stands there."""
    sheet = _bof(0x10) + b"".join(_label(*cell) for cell in cells) + _record(0x0A, b"")
    stream = _globals(len(_globals(0))) + sheet
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    chain = [TABLE, END, *range(3, sectors + 2), END]
    table = pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    folder = _entry("Root Entry", 5, END, 0, 1) + _entry("Workbook", 2, 2, len(stream), FREE)
    return _head() + table + folder.ljust(SECTOR, b"\0") + stream


def _record(kind: int, data: bytes) -> bytes:
    return pack("<HH", kind, len(data)) + data


def _bof(kind: int) -> bytes:
    return _record(0x809, pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


def _label(row: int, column: int, text: str) -> bytes:
    return _record(0x204, pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1"))


def _globals(offset: int) -> bytes:
    name = pack("<IBBBB", offset, 0, 0, 1, 0) + b"S"
    letters = _record(0x42, pack("<H", 1200))
    return _bof(5) + letters + _record(0x85, name) + _record(0x0A, b"")


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return text.ljust(64, b"\0") + links + bytes(36) + pack("<IQ", start, size)


def _head() -> bytes:
    versions = pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    places = pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0)
    return (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + versions
        + places
        + pack("<109I", 0, *[FREE] * 108)
    )
