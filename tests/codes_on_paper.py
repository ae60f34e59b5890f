"""A delivery note for tests: a PDF with Code 128 on its pages."""

from pathlib import Path
from typing import Any

import zxingcpp
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPdfWriter


def note(path: Path, *pages: list[str]) -> Path:
    """A delivery note: a PDF with codes on its pages."""
    sheet = QPdfWriter(str(path))
    painter = QPainter(sheet)
    for number, codes in enumerate(pages):
        if number:
            sheet.newPage()
        for row, code in enumerate(codes):
            made: Any = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.Code128)
            made = made.to_image(scale=2)
            height, width = made.shape
            grey = QImage.Format.Format_Grayscale8
            image = QImage(bytes(memoryview(made)), width, height, width, grey)
            painter.drawImage(QRectF(500, 500 + 1500 * row, 5000, 800), image)
    painter.end()
    return path
