"""ZPL to a printer in the network, or into a file: label by label, never faster than it prints."""

import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from desktop.domain.errors import Unavailable, UserError
from desktop.domain.label import Template
from desktop.domain.label_fields import LabelWords
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.labels.zpl import zpl

PORT = 9100
CONNECT_S = 5.0
PATIENCE_S = 60.0  # without one byte taken: the printer stands still
ANSWER_S = 1.0
POLL_S = 0.2
PART = 10  # labels between two questions to the printer
AHEAD = 20  # labels that may wait in it
_STATUS = b"~HS"
_ADDRESS = re.compile(r"(?:tcp://)?(\[[0-9a-fA-F:]+\]|[^\s:/\\]+):([0-9]{1,5})")


@dataclass(frozen=True)
class Host:
    """Where a printer listens."""

    name: str
    port: int = PORT

    def __str__(self) -> str:
        return f"{self.name}:{self.port}"


class Stopped(Unavailable):
    """A printer that gave up in the middle; ``printed``: so many labels are out."""

    def __init__(self, why: str, printed: int, code: str = "printer") -> None:
        told = f"{printed} labels are printed" if printed != 1 else "1 label is printed"
        hint = f"{told}; go on at label {printed + 1} when it is ready."
        super().__init__(why, hint if printed else "No label was printed. Try again.", code)
        self.printed = printed


class Halted(Cancelled):
    """Stopped by a person in the middle; ``printed``: so many are out, or sent and will be."""

    def __init__(self, printed: int) -> None:
        super().__init__()
        self.printed = printed


def host_of(text: str) -> Host | None:
    """``printer:9100``, ``10.0.0.5:9100``, ``[fe80::1]:9100``; None where it is no address."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or len(found[1]) == 1 or not 0 < int(found[2]) < 65_536:
        return None
    return Host(found[1].strip("[]"), int(found[2]))


def send_zpl(
    host: Host, template: Template, labels: Sequence[LabelWords], dpi: int, progress: Progress
) -> int:
    """How many were sent. Asks the printer how it is, where it can tell.

    Stopped tells how many are out, Halted how many were sent: what the printer has, it prints.
    """
    sent, total = 0, len(labels)
    with _connected(host) as line:
        try:
            for label in labels:
                progress.report(sent, total)
                line.send(zpl(template, label, dpi).encode(), sent)
                sent += 1
                if sent % PART == 0:
                    line.wait(sent, AHEAD, progress, total)
            line.wait(sent, 0, progress, total)
        except (Cancelled, KeyboardInterrupt) as why:
            raise Halted(sent) from why
    progress.report(total, total)
    return total


def write_zpl(
    path: Path, template: Template, labels: Sequence[LabelWords], dpi: int, progress: Progress
) -> Path:
    """The same as a file, whole or not at all; a pipe or a device is written into as it is."""
    is_device = path.exists() and not path.is_file()
    part = path if is_device else path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for done, label in enumerate(labels):
                progress.report(done, len(labels))
                file.write(zpl(template, label, dpi))
        part.replace(path)
    except OSError as error:
        raise Unavailable(
            f"The labels could not be written to {path}: {error.strerror}.",
            "Choose another folder, or make room. Nothing was printed.",
            "labels",
        ) from None
    finally:
        if not is_device:
            part.unlink(missing_ok=True)
    progress.report(len(labels), len(labels))
    return path


@dataclass(frozen=True)
class Status:
    """What a printer says of itself; ``waiting``: labels that it has and has not printed."""

    waiting: int
    fault: str = ""


def status_of(answer: bytes) -> Status | None:
    """Of the answer to ~HS; None where it is none. Source: ZPL II Programming Guide, ~HS."""
    rows = [row.split(",") for row in re.findall(r"\x02([^\x03]*)\x03", answer.decode("latin-1"))]
    if len(rows) < 2 or len(rows[0]) < 12 or len(rows[1]) < 9:
        return None
    first, second = rows[0], rows[1]
    faults = {
        "The printer has no paper.": first[1],
        "The printer's head is open.": second[2],
        "The printer has no ribbon.": second[3],
        "The printer is paused.": first[2],
    }
    fault = next((words for words, flag in faults.items() if flag.strip() == "1"), "")
    digits = [value.strip() for value in (first[4], second[8])]
    return Status(sum(int(value) for value in digits if value.isdigit()), fault)


class _Line:
    """An open connection. ``is_mute``: the printer has not answered, and is not asked again."""

    def __init__(self, host: Host, line: socket.socket) -> None:
        self._host, self._line = host, line
        self._is_mute = False
        self._pause = Event()  # never set: a wait that ends by itself

    def send(self, data: bytes, before: int) -> None:
        """``before``: so many labels went out before this one."""
        self._line.settimeout(PATIENCE_S)
        try:
            left = memoryview(data)
            while left:
                left = left[self._line.send(left) :]
        except TimeoutError:
            raise Stopped(
                f"The printer at {self._host} takes no more: it may be out of paper.", before
            ) from None
        except OSError:
            raise Stopped(f"The connection to the printer at {self._host} broke.", before) from None

    def wait(self, sent: int, ahead: int, progress: Progress, total: int) -> None:
        """Until not more than so many labels wait in the printer, if it can tell."""
        waited, least = 0.0, sent + 1
        while not self._is_mute:
            status = self._ask(sent)
            if status is None:
                self._is_mute = True
                return
            out = max(0, sent - status.waiting)
            if status.fault and status.waiting:
                raise Stopped(status.fault, out)
            if status.waiting <= ahead:
                return
            waited = 0.0 if status.waiting < least else waited + POLL_S
            least = min(least, status.waiting)
            if waited > PATIENCE_S:
                raise Stopped(f"The printer at {self._host} stands still.", out)
            progress.report(out, total)
            self._pause.wait(POLL_S)

    def _ask(self, sent: int) -> Status | None:
        self.send(_STATUS, sent)
        self._line.settimeout(ANSWER_S)
        answer = b""
        try:
            while answer.count(b"\x03") < 3 and len(answer) < 4_096:
                if not (more := self._line.recv(1_024)):
                    break
                answer += more
        except OSError:
            pass
        return status_of(answer)


@contextmanager
def _connected(host: Host) -> Iterator[_Line]:
    try:
        line = socket.create_connection((host.name, host.port), CONNECT_S)
    except OSError as error:
        why = "no answer" if isinstance(error, TimeoutError) else error.strerror or "not known"
        raise UserError(
            f"The printer at {host} cannot be reached: {why}.",
            "No label was printed. Is it switched on, and its address right?",
            field="printer",
            code="no_printer",
        ) from None
    with line:
        yield _Line(host, line)
