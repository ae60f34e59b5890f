"""Text as the bars of a Code 128, for the screen and for paper."""

from typing import Any

from PySide6.QtGui import QImage

LONGEST = 48  # more would be too wide for any scanner


def has_bars(text: str) -> bool:
    """Whether a Code 128 can say it: other alphabets it cannot."""
    try:
        return 0 < len(text.encode("latin-1")) <= LONGEST
    except UnicodeEncodeError:
        return False


def code_128(text: str) -> QImage:
    """One pixel a module and without quiet zones; black on white. Imported late: few need it.

    Source: ISO/IEC 15417, which asks for ten modules of white on each side.
    """
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    picture: Any = code.to_image(scale=1)
    height, width = memoryview(picture).shape or (0, 0)
    return QImage(bytes(picture), width, height, width, QImage.Format.Format_Grayscale8).copy()
