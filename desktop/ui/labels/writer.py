"""Paints labels into a PDF in a process of its own, for the command line: see as_pdf."""

import os

from PySide6.QtWidgets import QApplication

from desktop.jobs.labels.as_pdf import serve_labels
from desktop.ui.labels.pdf import save_labels
from desktop.ui.theme import Theme

if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication([])
    theme = Theme(app, "light")  # its fonts
    serve_labels(save_labels)
