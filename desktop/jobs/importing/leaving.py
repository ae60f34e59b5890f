"""A file is checked as a whole; rows with problems may stay out where a person asks for that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from desktop.commands.imports import (
    ImportItem,
    ImportProblem,
    ImportProducts,
    ImportRefused,
    check_import,
)
from desktop.commands.imports.matching import Plan


@dataclass(frozen=True)
class Checked:
    """``command`` is what may be written; ``plan`` is None with ``problems``."""

    command: ImportProducts
    plan: Plan | None = None
    problems: Sequence[ImportProblem] = ()
    left_out: Sequence[ImportProblem] = ()


def checked(
    session: Session, command: ImportProducts, of_cells: list[ImportProblem], leaves_out: bool
) -> Checked:
    """Every problem, those of the cells and those with what is there.

    What hangs on a row that stays out, a variant on its parent, stays out with it.
    """
    left = list(of_cells) if leaves_out else []
    while True:
        try:
            plan = check_import(session, command)
        except ImportRefused as refused:
            kept = _without(command.items, refused.problems)
            if not leaves_out or len(kept) == len(command.items):
                return Checked(command, None, of_cells + refused.problems)
            left += refused.problems
            command = replace(command, items=kept)
            continue
        if of_cells and not leaves_out:
            return Checked(command, None, of_cells)
        return Checked(command, plan, (), left)


def _without(
    items: Sequence[ImportItem], problems: Sequence[ImportProblem]
) -> tuple[ImportItem, ...]:
    rows = {problem.row for problem in problems}
    return tuple(
        item
        for item in items
        if item.row not in rows and all(code.row not in rows for code in item.codes)
    )
