"""What putting values into cells would come to, in words: for a look before it is done."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """One cell before and after, in words."""

    name: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Problem:
    """One cell that may not have what was put there."""

    name: str
    column: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """``lines`` stand for the edits, in the same order; ``fixed`` columns can be read only."""

    edits: tuple[Any, ...]
    lines: tuple[Line, ...]
    same: int
    problems: tuple[Problem, ...]
    fixed: tuple[str, ...]
    left_over: int = 0
