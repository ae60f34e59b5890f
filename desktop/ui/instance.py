"""One window per data directory: the second start raises the first and ends."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import Unavailable
from desktop.ui.text import tr

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

TRIES, TRY_MS = 20, 500


class Instance(QObject):
    """Holds the directory's lock; not ``is_first``: another window has it, ``wake_first``."""

    woken = Signal()

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        """Unavailable where the directory cannot be made or written."""
        super().__init__(parent)
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise _refused(data_dir, tr("a file has this name")) from None
        except OSError as error:
            raise _refused(data_dir, error.strerror or str(error)) from None
        digest = QCryptographicHash.hash(
            str(data_dir).encode(), QCryptographicHash.Algorithm.Sha256
        )
        self._name = "onhand-" + bytes(digest.data()).hex()[:16]
        self._lock = QLockFile(str(data_dir / "window.lock"))
        self._lock.setStaleLockTime(0)
        self.is_first = self._lock.tryLock(0)
        self._server: QLocalServer | None = None
        if not self.is_first and self._lock.error() is not QLockFile.LockError.LockFailedError:
            raise _refused(data_dir, _reason(data_dir))

    def wake_or_follow(self) -> bool:
        """True when the first window came to the front; else waits for its end, to be the first.

        A window that closes hears nothing any more while it writes its backup.
        """
        for _ in range(TRIES):
            if self.wake_first():
                return True
            self.is_first = self._lock.tryLock(TRY_MS)
            if self.is_first:
                break
        return False

    def serve(self) -> None:
        """Listens for later starts. Imported late: the network module is not needed to paint."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)
        server = self._server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(lambda: self._on_connection(server))
        server.listen(self._name)

    def fall_silent(self) -> None:
        """The window closes: who starts now waits for its end instead of waking it."""
        if self._server is not None:
            self._server.close()

    def wake_first(self) -> bool:
        """Tells the first window to come to the front; False when it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        reached = socket.waitForConnected(1000)
        socket.disconnectFromServer()
        return reached

    def _on_connection(self, server: "QLocalServer") -> None:
        connection = server.nextPendingConnection()
        if connection is not None:
            connection.deleteLater()
        self.woken.emit()

    def release(self) -> None:
        """Lets the next window in."""
        if self.is_first:
            self._lock.unlock()


def come_forward(window: QWidget) -> None:
    """Before all other windows, also when it was minimised."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _reason(folder: Path) -> str:
    """Why no lock can be made here; Qt does not tell."""
    trial = folder / "window.part"
    try:
        trial.write_bytes(bytes(4096))
    except OSError as error:
        return error.strerror or str(error)
    finally:
        with suppress(OSError):
            trial.unlink()
    return tr("it takes no lock")


def _refused(folder: Path, reason: str) -> Unavailable:
    return Unavailable(
        tr("Onhand cannot write into its folder {folder}: {reason}.", folder=folder, reason=reason),
        tr("Nothing was changed. Make room or allow writing there, or choose --data-dir FOLDER."),
        "cannot_open",
    )
