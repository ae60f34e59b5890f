"""A printer of labels that listens on this computer."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from desktop.jobs.labels.sending import Host


class Printer(Thread):
    """Listens on this computer and counts labels. ``most``: its paper; ``mute``: never answers.

    ``slow``: prints nothing of what it has, for now.
    """

    def __init__(
        self, most: int = 10**6, mute: bool = False, breaks: int = 10**6, slow: bool = False
    ) -> None:
        super().__init__()
        self.most, self.mute, self.breaks, self.slow = most, mute, breaks, slow
        self.text = ""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host = Host("127.0.0.1", self._listening.getsockname()[1])

    def run(self) -> None:
        line, _ = self._listening.accept()
        with self._listening, line:
            waiting = b""
            while data := line.recv(65_536):
                waiting += data
                asked = waiting.count(b"~HS")
                self.text += waiting.replace(b"~HS", b"").decode(errors="ignore")
                waiting = b""
                if self.labels >= self.breaks:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes((1, 0, 0, 0) * 2))
                    return
                if asked and not self.mute:
                    line.sendall(self._status())

    @property
    def labels(self) -> int:
        return self.text.count("^XZ")

    def _status(self) -> bytes:
        left = self.labels if self.slow else max(0, self.labels - self.most)
        paper = int(left > 0 and not self.slow)
        return (
            f"\x02030,{paper},0,0256,{left:03},0,0,0,000,0,0,0\x03\r\n"
            "\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
        ).encode()


@contextmanager
def printer(
    most: int = 10**6, mute: bool = False, breaks: int = 10**6, slow: bool = False
) -> Iterator[Printer]:
    made = Printer(most, mute, breaks, slow)
    made.start()
    yield made
    made.join(20)
    assert not made.is_alive()
