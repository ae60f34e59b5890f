"""Text as the bars of a Code 128, for the screen and for paper."""

from typing import Any

from PySide6.QtGui import QImage


def code_128(text: str) -> QImage:
    """One pixel a module and without quiet zones; black on white. Imported late: few need it.

    Source: ISO/IEC 15417, which asks for ten modules of white on each side.
    """
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    picture: Any = code.to_image(scale=1)
    height, width = memoryview(picture).shape or (0, 0)
    return QImage(bytes(picture), width, height, width, QImage.Format.Format_Grayscale8).copy()
