"""Which barcode a label gets for what it shall say, and how small its modules may be."""

from dataclasses import dataclass

from desktop.domain.barcode import has_check_digit

LONGEST_LINE = 48  # more would be too wide for any scanner
LONGEST = 400

# Kind → the smallest module in mm, and the modules of white at each side.
# Source: GS1 General Specifications (EAN/UPC at 80 %, GS1-128), ISO/IEC 15417, 18004, 16022.
_MODULES = {
    "ean13": (0.264, 11), "ean8": (0.264, 7), "upca": (0.264, 9), "code128": (0.169, 10),
    "gs1_128": (0.25, 10), "qr": (0.254, 4), "gs1_datamatrix": (0.254, 1),
}  # fmt: skip
SQUARE = frozenset({"qr", "gs1_datamatrix"})
NAMES = {
    "auto": "EAN, UPC or Code 128", "ean13": "EAN-13", "ean8": "EAN-8", "upca": "UPC-A",
    "code128": "Code 128", "qr": "QR code", "gs1_128": "GS1-128",
    "gs1_datamatrix": "GS1 DataMatrix",
}  # fmt: skip
_GTIN = {8: "ean8", 12: "upca", 13: "ean13"}


@dataclass(frozen=True, slots=True)
class CodeText:
    """A barcode to be made: its kind, what it holds, and what people read below it."""

    kind: str
    content: str

    @property
    def is_square(self) -> bool:
        return self.kind in SQUARE

    @property
    def module(self) -> float:
        """The smallest width of a module, in mm."""
        return _MODULES[self.kind][0]

    @property
    def quiet(self) -> int:
        """Modules of white that a scanner needs at each side."""
        return _MODULES[self.kind][1]


def code_text(kind: str, content: str, gs1: str = "") -> CodeText | None:
    """What is printed for a kind that was designed; None where there is nothing to say.

    A code that cannot be of its kind gets the one that fits it: EAN and UPC by their digits, else
    Code 128, else QR. ``gs1``: the same label as GS1 elements, in brackets.
    """
    content = "".join(c for c in content if c.isprintable()).strip()[:LONGEST]
    if kind in ("gs1_128", "gs1_datamatrix") and gs1:
        return CodeText(kind, gs1)
    if not content:
        return None
    if kind == "qr":
        return CodeText("qr", content)
    if kind != "code128" and has_check_digit(content):
        if kind == "ean13" and len(content) == 12:
            return CodeText("ean13", f"0{content}")
        if len(content) in _GTIN:
            return CodeText(_GTIN[len(content)], content)
    if content.isascii() and len(content) <= LONGEST_LINE:
        return CodeText("code128", content)
    return CodeText("qr", content)
