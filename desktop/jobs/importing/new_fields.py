"""Columns of a file that become fields of the shop's own: their types are told by all values."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop.domain.cells import unguarded
from desktop.domain.custom_field import (
    LONGEST_TEXT,
    MOST_CHOICES,
    NO,
    TYPES,
    YES,
    FieldInfo,
    key_of,
    options_of,
    stored,
)
from desktop.domain.dates import order_of, read_date
from desktop.domain.errors import UserError
from desktop.domain.lines import one_line
from desktop.domain.search import folded
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.numerals import bare, decimal_of, is_number, with_point
from desktop.jobs.importing.reading import Table

NEW = "new"  # the field of such a column; "new:number" where a person says the type
FEW, OFTEN, SHORT = 20, 4, 60  # words that are chosen from: so many, each so often, so long
_AS_NUMBER = FieldInfo("n", "n", "number")


def is_new(field: str) -> bool:
    """Whether a column of this field becomes one."""
    return field.partition(":")[0] == NEW


def with_new(table: Table, choices: Choices) -> tuple[Choices, tuple[FieldInfo, ...]]:
    """The choices with the fields as if they were there, and those that are to be made.

    A column that is called as a field of the shop is that field. UserError where a type is none.
    """
    known = {info.label.casefold(): info for info in choices.own}
    made: dict[str, FieldInfo] = {}
    columns = []
    for column, field in choices.columns:
        if is_new(field):
            label = one_line(unguarded(column))
            info = known.get(label.casefold()) or made.get(label.casefold())
            if info is None:
                taken = [each.key for each in (*choices.own, *made.values())]
                kind = field.partition(":")[2]
                info = _info(label, kind, values_of(table, column), taken, choices.decimal)
                made[label.casefold()] = info
            field = info.name  # noqa: PLW2901 - what the column is read as from here on
        columns.append((column, field))
    new = tuple(made.values())
    return replace(choices, columns=tuple(columns), own=(*choices.own, *new)), new


def parted_new(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """``Column`` or ``Column:type``, as typed."""
    pairs = []
    for text in texts:
        column, sign, kind = text.rpartition(":")
        if not sign or (kind not in TYPES and " " in kind):
            column, kind = text, ""
        pairs.append((column.strip(), f"{NEW}:{kind.strip()}" if kind else NEW))
    return tuple(pairs)


def values_of(table: Table, column: str) -> list[str]:
    """The filled cells of a column."""
    name = column.casefold()
    at = next((n for n, each in enumerate(table.header) if each.casefold() == name), None)
    if at is None:
        raise UserError(f"There is no column “{column[:60]}”.", code="usage")
    cells = (unguarded(cells[at]).strip() for _, cells in table.rows if at < len(cells))
    return [cell for cell in cells if cell]


def guessed(values: Sequence[str], decimal: str = "") -> str:
    """The type that all values have; text where nothing else fits each of them."""
    different = list(dict.fromkeys(values))
    words = {folded(each) for each in different}
    if not different:
        return "text"
    if words <= YES | NO and not all(word.isdigit() for word in words):
        return "yes_no"
    if all(is_number(each) and not _is_code(each) for each in different):
        return "number" if _are_numbers(different, decimal) else "text"
    if _are_days(different):
        return "date"
    seldom = len(words) > FEW or len(values) < OFTEN * len(words)
    return "text" if seldom or max(map(len, different)) > SHORT else "choice"


def _info(label: str, kind: str, values: list[str], taken: Sequence[str], point: str) -> FieldInfo:
    if kind and kind not in TYPES:
        told = f"There are: {', '.join(TYPES)}."
        raise UserError(f"There is no type “{kind[:40]}”.", told, code="usage")
    kind = kind or guessed(values, point)
    options = options_of(_labels(values)) if kind == "choice" else ()
    return FieldInfo(key_of(label, taken), label, kind, options)


def _labels(values: Iterable[str]) -> list[str]:
    """What is chosen from, as it is spelled first; too many are refused where they are made."""
    spelled: dict[str, str] = {}
    for value in values:
        if len(spelled) <= MOST_CHOICES:
            spelled.setdefault(one_line(value).casefold(), one_line(value)[:LONGEST_TEXT])
    return list(spelled.values())


def _is_code(text: str) -> bool:
    """Leading zeros are no figure's."""
    return len(text) > 1 and text.startswith("0") and text.isdigit()


def _are_numbers(texts: Sequence[str], decimal: str) -> bool:
    sign = decimal or decimal_of([list(texts)])
    try:
        for text in texts:
            stored(_AS_NUMBER, with_point(bare(text), sign, "."))
    except UserError:
        return False
    return True


def _are_days(texts: Sequence[str]) -> bool:
    order = order_of(texts)
    try:
        for text in texts:
            read_date(text, order.name or "dmy")
    except UserError:
        return False
    return True
