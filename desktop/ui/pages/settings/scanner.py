"""This workstation's scanner: a test scan that measures it, and the four figures behind that."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout

from desktop.domain.scanning import TEST_CODE, measure
from desktop.settings import scanner_settings
from desktop.ui.context import Context
from desktop.ui.pages.settings.keeping import keep, row_of
from desktop.ui.text import tr
from desktop.ui.widgets.barcode_view import BarcodeView
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.choices import Spin
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

GAP_MS = (5, 500)
LENGTH = (1, 64)
ADDED = 16


class ScannerCard(Card):
    """While a test runs the next scan is measured and not booked; leaving the page ends it."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Scanner"))
        self._context = context
        self._is_testing = False
        self._build_test()
        self._build_figures()
        context.scanner.tested.connect(self._on_tested)

    def _build_test(self) -> None:
        words = tr("Scan this test code. Onhand measures how fast your scanner types.")
        self.add(Label(words, "body", "secondary", wrap=True))
        self.body.addWidget(BarcodeView(TEST_CODE), 0, Qt.AlignmentFlag.AlignLeft)
        self._verdict = Label("", "body", wrap=True)
        self._verdict.hide()
        self.add(self._verdict)
        self._test = Button(tr("Start the test"), icon="scan-barcode", on_click=self._on_test)
        row = QHBoxLayout()
        row.addWidget(self._test)
        row.addStretch(1)
        self.add(row)

    def _build_figures(self) -> None:
        now = scanner_settings(self._context.settings)
        self._gap = Spin(now.gap_ms, *GAP_MS, " ms")
        self._least = Spin(now.min_length, *LENGTH)
        self._before, self._after = LineEdit(now.prefix), LineEdit(now.suffix)
        gap = Field(tr("Longest gap between characters"), self._gap, tr("Faster is a scan"))
        least = Field(tr("Shortest code"), self._least, tr("Characters"))
        before = Field(tr("Added before each code"), self._before, tr("Is taken off"))
        after = Field(tr("Added after each code"), self._after, tr("Is taken off"))
        self.add(row_of(gap, least))
        self.add(row_of(before, after))
        for spin in (self._gap, self._least):
            spin.valueChanged.connect(self._keep)
        for line in (self._before, self._after):
            line.setMaxLength(ADDED)
            line.editingFinished.connect(self._keep)  # not by letter: a scan may go in here

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._end_test()

    def _keep(self) -> None:
        keep(
            self._context,
            scanner_gap_ms=self._gap.value(),
            scanner_min_length=self._least.value(),
            scanner_prefix=self._before.text(),
            scanner_suffix=self._after.text(),
        )

    def _on_test(self) -> None:
        if self._is_testing:
            self._end_test()
            return
        self._is_testing = True
        self._context.scanner.begin_test()
        self._test.setText(tr("Stop the test"))
        self._say(tr("Waiting for the scan …"), "secondary")

    def _end_test(self) -> None:
        if self._is_testing:
            self._is_testing = False
            self._context.scanner.end_test()
            self._test.setText(tr("Start the test"))
            self._verdict.hide()

    def _on_tested(self, samples: list[Any]) -> None:
        if not self._is_testing:
            return
        self._end_test()
        found = measure(samples, TEST_CODE, scanner_settings(self._context.settings))
        self._say(found.sentence, "ok" if found.works else "warn")
        if found.works:
            self._gap.setValue(found.settings.gap_ms)
            self._before.setText(found.settings.prefix)
            self._after.setText(found.settings.suffix)
            self._keep()

    def _say(self, sentence: str, tone: str) -> None:
        self._verdict.setText(sentence)
        self._verdict.set_tone(tone)
        self._verdict.show()
