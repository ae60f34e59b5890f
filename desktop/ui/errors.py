"""What is our fault: logged with context, told in words, data untouched. No traceback is shown."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

_log = logging.getLogger("onhand")
Report = Callable[[str], None]


def details_of(error: BaseException) -> str:
    """What "Copy details" puts on the clipboard for the people who make Onhand."""
    import traceback

    return "".join(traceback.format_exception(error))


def install(report: Report) -> None:
    """Unexpected errors on any thread are logged; ``report(details)`` is called for the window."""

    def caught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.error("unexpected error", exc_info=(kind, error, trace))
        report(details_of(error))

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.error("unexpected error in %s", args.thread, exc_info=args.exc_value)
            report(details_of(args.exc_value))

    sys.excepthook = caught
    threading.excepthook = caught_in_thread
