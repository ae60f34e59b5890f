"""Standard input as lines, as they come: what is there is handed on without waiting for more."""

import os
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Any, Self

CHUNK = 1 << 16
# A code has 512 characters at most; what is longer is cut here, so that memory stays small.
LONGEST = 1 << 14
_BOM = b"\xef\xbb\xbf"
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class LineInput:
    """Reads a file descriptor until its end, or until the person or the system says stop.

    While it waits for input a signal ends it; at other times the signal is noted, and the input
    ends at the next wait, so that what is being booked is finished and answered.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.is_stopped = False
        self._is_waiting = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *problem: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.is_stopped = True
        if self._is_waiting:
            raise KeyboardInterrupt

    def parts(self) -> Iterator[list[str]]:
        """Complete lines, as many as are there; at the end also one without its line end."""
        rest = b""
        is_first = True
        while chunk := self._chunk():
            if is_first:
                chunk = chunk.removeprefix(_BOM)
                is_first = False
            *lines, rest = (rest + chunk).replace(b"\r", b"\n").split(b"\n")
            rest = rest[:LONGEST]
            yield _texts(lines)
        yield _texts([rest])

    def _chunk(self) -> bytes:
        """What is there, at least one byte; nothing at the end."""
        try:
            self._is_waiting = True
            return b"" if self.is_stopped else os.read(self._descriptor, CHUNK)
        except (KeyboardInterrupt, BlockingIOError):
            return b""
        finally:
            self._is_waiting = False


def _texts(lines: list[bytes]) -> list[str]:
    """Without empty lines; bytes that are no UTF-8 become question marks."""
    texts = (line[:LONGEST].decode("utf-8", "replace").strip() for line in lines)
    return [text for text in texts if text]
