"""One new value of a cell, and what a list says of its edits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QLineEdit

from desktop.domain.permissions import Permission
from desktop.queries.columns import Column

Holds = Callable[[Column, Any], str]
Written = tuple[Callable[..., Any], Any]


@dataclass(frozen=True)
class Edit:
    """A new value of one field of one row, and what the editor was shown of it."""

    row: Any
    field: str
    value: Any
    seen: Any


@dataclass(frozen=True)
class Editing:
    """``build`` gives the function and the command that write an Edit; ``name`` a row's words.

    ``holds``: why a row's cell may not be changed, "" where it may. ``begin_many`` is told what was
    typed over several chosen rows, and gives the line where the rest belongs: keys are faster than
    a window. ``build_many`` writes many edits at once, for what is pasted and filled down; where
    the trail does not take them back (``has_trail`` False), the same with their old values does.
    """

    permission: Permission
    build: Callable[[Edit], Written]
    name: Callable[[Any], str]
    build_many: Callable[[Sequence[Edit]], Written]
    holds: Holds = lambda _column, _row: ""
    begin_many: Callable[[str], QLineEdit | None] | None = None
    has_trail: bool = True
