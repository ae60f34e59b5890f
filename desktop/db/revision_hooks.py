"""What follows each step of a migration in its transaction: its own check, and who may go on.

A revision may have ``validate(connection)`` and ``validate_downgrade(connection)``, which raise
ValueError with what is wrong, and ``min_program``, the oldest program that can work with it. The
database keeps that word as "REVISION PROGRAM", so that it is not taken for another schema's; the
first schemas, which are older than the word, have FIRST.
"""

import re
from collections.abc import Callable
from typing import Any

from desktop.domain.errors import UserError

Told = Callable[[str, bool], None]  # revision, whether it went up
FIRST = "0.1.0"
_STORED = re.compile(r"[0-9]+(\.[0-9]+){0,3}", re.ASCII)
_PUT = "UPDATE setting SET value = '\"{}\"' WHERE scope = 'system' AND key = 'min_program'"


def after_step(told: Told | None = None) -> Callable[..., None]:
    """For alembic, which calls it after each revision with what it has done."""

    def applied(ctx: Any, step: Any, **_others: object) -> None:
        script = step.up_revision
        if not ctx.as_sql:
            _validate(script, ctx.connection, step.is_upgrade)
        if word_of(script) != FIRST:
            ctx.execute(_PUT.format(word_of(script if step.is_upgrade else _below(step))))
        if told is not None:
            told(str(script.revision), bool(step.is_upgrade))

    return applied


def _below(step: Any) -> Any:
    """The revision that a downgrade arrives at, None for an empty database."""
    down = step.up_revision.down_revision
    return step.revision_map.get_revision(down) if down else None


def _validate(script: Any, connection: Any, is_up: bool) -> None:
    check = getattr(script.module, "validate" if is_up else "validate_downgrade", None)
    if check is None:
        return
    try:
        check(connection)
    except ValueError as error:
        raise UserError(
            f"The step to schema {script.revision} failed its own check: {error}.",
            "Nothing was changed.",
            code="invalid_schema",
        ) from None


def word_of(script: Any) -> str:
    """What a database of this revision keeps of the programs that can work with it."""
    wanted = str(getattr(getattr(script, "module", None), "min_program", ""))
    if not wanted:
        return FIRST
    if not _STORED.fullmatch(wanted):
        raise ValueError(f"min_program {wanted!r} is no version")
    return f"{script.revision} {wanted}"


def needed_by(revision: str, word: str) -> str:
    """The oldest program for a revision, of the word in its database; '' where it has none."""
    named, _, program = word.partition(" ")
    return program if named == revision and _STORED.fullmatch(program) else ""


def is_enough(program: str, wanted: str) -> bool:
    """Whether a program is at or above a stored ``min_program``; what cannot be read never is."""
    if not _STORED.fullmatch(wanted):
        return False
    return _numbers(program) >= _numbers(wanted)


def _numbers(version: str) -> list[int]:
    found = [int(part) for part in re.findall(r"[0-9]+", version)[:4]]
    return found + [0] * (4 - len(found))
