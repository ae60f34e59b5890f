"""A wire to a PostgreSQL server that breaks at a COMMIT: on the way there, or on the way back."""

import socket
from pathlib import Path
from select import select
from threading import Thread

from sqlalchemy import make_url

SOCKET = ".s.PGSQL.5432"
COMMIT = b"COMMIT\0"


class Wire:
    """Stands between a client and the server's socket; ``breaks`` names what happens next."""

    def __init__(self, url: str, place: Path) -> None:
        place.mkdir()
        query = make_url(url).query
        self._far = str(Path(str(query["host"]), SOCKET))
        self.url = url.replace(str(query["host"]), str(place))
        self.breaks: list[str] = []
        self.committed = 0
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(place / SOCKET))
        self._door.listen()
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """No new connection is taken."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        far = socket.socket(socket.AF_UNIX)
        with near, far:
            far.connect(self._far)
            while True:
                for end in select([near, far], [], [])[0]:
                    data = end.recv(1 << 16)
                    if end is near and COMMIT in data and self.breaks:
                        self._break(far, data, self.breaks.pop(0))
                        return
                    if not data:
                        return
                    (far if end is near else near).sendall(data)

    def _break(self, far: socket.socket, data: bytes, how: str) -> None:
        """The client sees a dead line in both cases."""
        if how == "answer":
            far.sendall(data)
            assert far.recv(1 << 16)
            self.committed += 1
