"""One start in a process of its own: prints seconds to the first paint and to the first rows.

``python -m tests.benchmarks.probe_start ours DIR`` or ``bare``.
"""

import os
import sys
import time
from pathlib import Path


def since_start() -> float:
    """Seconds since this process began, from the kernel's own book."""
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return uptime - ticks / os.sysconf("SC_CLK_TCK")


def bare() -> None:
    """A plain Qt window: the peer."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])

    class Eye(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, done)
            return False

    def done() -> None:
        print(since_start(), time.process_time())
        app.quit()

    eye = Eye()
    window = QMainWindow()
    window.installEventFilter(eye)
    window.resize(1280, 800)
    window.show()
    app.exec()


def ours(data_dir: str) -> None:
    """The real program on a shop that is there, with Products as its first page."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QTableView

    from desktop import app as program
    from desktop import settings
    from desktop.ui.main_window import MainWindow

    app = QApplication([])
    shown: list[float] = []

    class Eye(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not shown:
                shown.extend((since_start(), time.process_time()))
                QTimer.singleShot(0, look)
            return False

    def look() -> None:
        window = next(w for w in app.topLevelWidgets() if isinstance(w, MainWindow))
        window.open_page("products")
        timer = QTimer(window)
        timer.setInterval(10)
        timer.timeout.connect(lambda: rows(window))
        timer.start()

    def rows(window: MainWindow) -> None:
        table = window.findChild(QTableView)
        if table is not None and table.model().rowCount():
            print(*shown, since_start(), time.process_time(), flush=True)
            os._exit(0)

    eye = Eye()
    app.installEventFilter(eye)
    program.run(settings.load(Path(data_dir), environment={}), False)


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else ours(sys.argv[2])
