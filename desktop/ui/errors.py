"""What is our fault: logged with context, told in words, data untouched. No traceback is shown."""

import logging
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from desktop.domain.errors import Unavailable, UserError
from desktop.ui.text import tr

QUIET_S = 10.0
_log = logging.getLogger("onhand")
Report = Callable[[str], None]


def details_of(error: BaseException) -> str:
    """What "Copy details" puts on the clipboard for the people who make Onhand."""
    import traceback

    return "".join(traceback.format_exception(error))


def tone_of(error: UserError) -> str:
    """Of its notice; where only the server for reports fails, the shop's own one serves them."""
    return "warn" if error.code.startswith("reports_") else "bad"


def install(report: Report) -> None:
    """Unexpected errors on any thread are logged; ``report(details)`` is called for the window."""

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("unexpected error (fault)", exc_info=(kind, error, trace))
        report(details_of(error))

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.error("unexpected error in %s (fault)", args.thread, exc_info=args.exc_value)
            report(details_of(args.exc_value))

    sys.excepthook = caught
    threading.excepthook = caught_in_thread


class Noted:
    """Failures that are told in words, as lines of the log with their codes.

    What the data's state says again and again is one line; called from any thread.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._at: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def note(self, what: str, error: UserError) -> None:
        """The world's fault is a warning; what was refused is only noted."""
        key, now = (what, error.code), time.monotonic()
        with self._lock:
            if now - self._at.get(key, -QUIET_S) < QUIET_S:
                return
            self._at[key] = now
        level = logging.WARNING if isinstance(error, Unavailable) else logging.INFO
        self._log.log(level, "%s: %s", what, error.line)


def fault() -> UserError:
    """What is our fault, said in words; the details are in the log only."""
    return UserError(
        tr("Something went wrong in the program."),
        tr("What was booked is safe; the details are in the log."),
        code="fault",
    )


def start_log(folder: Path) -> None:
    """Where no log can be written the program goes on without."""
    from logging.handlers import RotatingFileHandler

    handler: logging.Handler = logging.NullHandler()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "onhand.log", maxBytes=1_000_000, backupCount=5)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
