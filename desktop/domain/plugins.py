"""What other installed distributions add to the program: found by their entry points.

Three groups, each of one kind of thing, described where that kind is:

    onhand.importers   jobs.importing.profiles.Importer: how the files of a program are laid out
    onhand.reports     queries.reports.Report: a question about trade and who answers it
    onhand.labels      a label template, as ``jobs.labels.templates`` writes it to a file

They are looked for when the first of their kind is wanted. One that cannot be loaded is told in the
log and left out; one that fails at its work is a sentence. None of them stops the program.
"""

import logging
from collections.abc import Callable
from functools import lru_cache, wraps
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled

T = TypeVar("T")
_log = logging.getLogger("onhand.plugins")


@lru_cache(8)
def added(group: str, made: Callable[[Any], T]) -> tuple[T, ...]:
    """What is there of a group, in the order of names; ``made`` raises where a thing is none."""
    named = sorted(entry_points(group=group), key=lambda entry: entry.name)
    found = (_loaded(entry, made) for entry in named)
    return tuple(thing for thing in found if thing is not None)


def _loaded(entry: EntryPoint, made: Callable[[Any], T]) -> T | None:
    try:
        return made(entry.load())
    except (Exception, SystemExit) as error:  # whatever a stranger's module does when it is loaded
        of = f" of {entry.dist.name} {entry.dist.version}" if entry.dist is not None else ""
        said = "The plug-in “%s”%s was left out: %s. Renew or remove it; all else works."
        _log.warning(said, entry.name, of, _told(error))
        return None


@lru_cache(8)
def checked(kind: type[T]) -> Callable[[Any], T]:
    """For ``added``: the thing as it is, which must be of this kind."""

    def check(thing: Any) -> T:
        if not isinstance(thing, kind):
            raise TypeError(f"it is no {kind.__name__}")
        return thing

    return check


def guarded(name: str, work: Callable[..., T]) -> Callable[..., T]:
    """The same work of a plug-in, whose faults are a sentence; its own sentences stay."""

    @wraps(work)
    def done(*given: Any) -> T:
        try:
            return work(*given)
        except (UserError, Cancelled):
            raise
        except Exception as error:
            _log.exception("The plug-in “%s” failed.", name)
            raise UserError(
                f"The plug-in “{name}” failed: {_told(error)}.",
                "Nothing was changed. Renew or remove it.",
                code="plugin",
            ) from error

    return done


def _told(error: BaseException) -> str:
    return str(error).rstrip(".") or type(error).__name__
