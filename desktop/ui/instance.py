"""One window per data directory: the second start raises the first and ends."""

from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, Signal


class Instance(QObject):
    """Holds the directory's lock; not ``is_first``: another window has it, ``wake_first``."""

    woken = Signal()

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        data_dir.mkdir(parents=True, exist_ok=True)
        digest = QCryptographicHash.hash(
            str(data_dir).encode(), QCryptographicHash.Algorithm.Sha256
        )
        self._name = "onhand-" + bytes(digest.data()).hex()[:16]
        self._lock = QLockFile(str(data_dir / "window.lock"))
        self._lock.setStaleLockTime(0)
        self.is_first = self._lock.tryLock(0)

    def serve(self) -> None:
        """Listens for later starts. Imported late: the network module is not needed to paint."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name)

    def wake_first(self) -> bool:
        """Tells the first window to come to the front; False when it does not answer."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        reached = socket.waitForConnected(1000)
        socket.disconnectFromServer()
        return reached

    def _on_connection(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.deleteLater()
        self.woken.emit()

    def release(self) -> None:
        """Lets the next window in."""
        if self.is_first:
            self._lock.unlock()
