"""Barcodes as runs of black modules: made once for a text, drawn by whoever prints them."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.label_codes import SQUARE, CodeText

_FORMATS = {
    "ean13": "EAN13", "ean8": "EAN8", "upca": "UPCA", "code128": "Code128", "gs1_128": "Code128",
    "qr": "QRCode", "gs1_datamatrix": "DataMatrix",
}  # fmt: skip
_GS1 = frozenset({"gs1_128", "gs1_datamatrix"})


@dataclass(frozen=True, slots=True)
class Modules:
    """``runs``: for each row of modules where black begins and how long it is; a line code has one.

    Without the white at its sides.
    """

    width: int
    height: int
    runs: tuple[tuple[tuple[int, int], ...], ...]


@lru_cache(2048)
def modules_of(code: CodeText) -> Modules:
    """UserError where a code's text cannot be said by its kind. Imported late: few need it."""
    import zxingcpp

    kind = getattr(zxingcpp.BarcodeFormat, _FORMATS[code.kind])
    more: dict[str, Any] = {"gs1": True} if code.kind in _GS1 else {}
    if code.kind == "gs1_datamatrix":
        more["force_square"] = True
    try:
        made = zxingcpp.create_barcode(code.content, kind, **more)
        picture: Any = made.to_image(scale=1, add_hrt=False, add_quiet_zones=False)
    except (ValueError, RuntimeError):
        raise UserError(
            f"“{code.content[:40]}” cannot be a barcode of this kind.",
            "Choose another kind in the label's template.",
            field="code",
            code="bad_code",
        ) from None
    height, width = memoryview(picture).shape or (0, 0)
    data = bytes(picture)
    rows = height if code.kind in SQUARE else 1
    return Modules(
        width, rows, tuple(_runs(data[row * width : (row + 1) * width]) for row in range(rows))
    )


def _runs(row: bytes) -> tuple[tuple[int, int], ...]:
    found, at = [], 0
    for value, group in groupby(row):
        length = len(list(group))
        if value == 0:
            found.append((at, length))
        at += length
    return tuple(found)


def module_width(code: CodeText, room: float, height: float, dot: float = 0.0) -> float:
    """How wide a module is drawn, in mm, in so much room; ``dot``: whole dots of so much only.

    Less than ``code.module`` cannot be relied on to be read.
    """
    modules = modules_of(code)
    width = room / (modules.width + 2 * code.quiet)
    if code.is_square:
        width = min(width, height / (modules.height + 2 * code.quiet))
    return dot * int(width / dot + 1e-6) if dot and width >= dot else width


def too_small(code: CodeText, room: float, height: float) -> str:
    """Why scanners will not read it in so much room, in words; "" where they will."""
    if module_width(code, room, height) >= code.module - 1e-6:
        return ""
    modules = modules_of(code)
    whole = modules.width + 2 * code.quiet
    need = whole * code.module
    return (
        f"The code “{code.content[:20]}” has {whole} modules of at least {code.module:g} mm: it"
        f" needs {need:.1f} mm, and has {min(room, height) if code.is_square else room:.1f}."
    )
