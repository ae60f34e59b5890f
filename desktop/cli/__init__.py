"""The command line: reads the arguments, runs one verb, turns every failure into one sentence.

Exit codes: 0 done, 1 failed, 2 wrong usage. Results go to stdout, sentences to stderr. Nothing is
imported before it is known which verb runs, so that ``--version`` answers at once.
"""

import logging
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from desktop import __version__
from desktop.cli.output import Output, Usage, printable
from desktop.cli.parser import make_parser
from desktop.domain.errors import UserError

FAILED = 1
WRONG_USAGE = 2
# What is wrong with the words on the command line and not with the shop.
_USAGE_CODES = {"unknown_sort", "unknown_filter", "usage"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one verb; returns the exit code."""
    # What is logged meanwhile is no answer: stderr has the one sentence of a failure.
    logging.getLogger("onhand").addHandler(logging.NullHandler())
    parser = make_parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:  # --help, or argparse has said what is wrong
        return stop.code if isinstance(stop.code, int) else WRONG_USAGE
    out = Output(bool(getattr(options, "json", False)))
    if options.version:
        out.result({"version": __version__}, f"onhand {__version__}")
        return out.close()
    if options.verb is None:
        parser.print_usage(sys.stderr)
        return WRONG_USAGE
    return _guarded(options, out)


def _guarded(options: Namespace, out: Output) -> int:
    try:
        module, _, name = options.verb.partition(":")
        code: int = getattr(import_module(module), name)(options, out)
        return out.close() or code
    except UserError as error:
        out.flush_quietly()
        print(printable(f"onhand: {error}"), file=sys.stderr)
        return WRONG_USAGE if isinstance(error, Usage) or error.code in _USAGE_CODES else FAILED
    except BrokenPipeError:
        _give_up_stdout()
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except Exception as error:
        out.flush_quietly()
        place = _write_down(error, getattr(options, "data_dir", None))
        print(f"onhand: Something went wrong in the program; {place}.", file=sys.stderr)
        return FAILED


def _give_up_stdout() -> None:
    """Nobody reads any more: the interpreter shall not stumble over it when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass


def _write_down(error: Exception, data_dir: Path | None) -> str:
    """The details go to the log file; returns the words that say where."""
    from logging.handlers import RotatingFileHandler

    from desktop.settings import default_data_dir

    try:
        folder = (data_dir or default_data_dir(os.environ)) / "log"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "command.log"
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    except (OSError, UserError):
        return "what was booked before is safe, and no log could be written"
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log = logging.getLogger("onhand.cli")
    log.addHandler(handler)
    log.propagate = False
    log.error("unexpected", exc_info=error)
    log.removeHandler(handler)
    handler.close()
    return f"what was booked before is safe, the details are in {path}"
