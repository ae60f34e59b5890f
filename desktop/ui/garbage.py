"""Cyclic garbage is collected by the GUI thread alone.

Python collects in whichever thread happens to allocate. Were that a reader's, it would delete the
widgets of a closed page there, and Qt crashes when a widget is deleted beside its own thread.
"""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 250
STARTED = 12  # looks; what is there then stays for good and need not be visited again
WHOLE_EVERY = 1200


class Collector(QObject):
    """Takes over from Python's own collecting for as long as it lives, by its thresholds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = 0
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Collects the youngest, with them the middle ones, and every five minutes all."""
        self._looks += 1
        counts, limits = gc.get_count(), gc.get_threshold()
        if self._looks == STARTED:
            gc.freeze()
        if self._looks % WHOLE_EVERY == 0:
            gc.collect()
        elif counts[1] > limits[1]:
            gc.collect(1)
        elif counts[0] > limits[0]:
            gc.collect(0)
