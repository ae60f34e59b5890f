"""The matrix as it is typed: a row for each combination, with what was typed kept when it changes.

A cell that nobody typed into follows the pattern, the codes that are free, or the parent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from desktop.commands.families import Variant
from desktop.domain.errors import UserError
from desktop.domain.matrix import Option, Pairs, SkuPattern, combinations
from desktop.domain.variants import options_key
from desktop.queries.families import Family, FamilyMember
from desktop.ui.text import parse_money, parse_quantity, tr

CELLS = ("sku", "barcode", "price", "cost", "reorder_point", "opening")
MONEY, COUNTED = ("price", "cost"), ("reorder_point", "opening")
Words = Callable[[str, Decimal | None], str]
Wanted = tuple[tuple[Variant, ...], dict[tuple[int, str], str]]


@dataclass
class Row:
    """One variant. ``typed``: the cells that somebody typed into; ``is_out``: it is not made."""

    options: Pairs
    member: FamilyMember | None = None
    typed: dict[str, str] = field(default_factory=dict)
    usual: dict[str, str] = field(default_factory=dict)
    is_out: bool = False

    @property
    def values(self) -> str:
        """``S · Dark blue``."""
        return " · ".join(value for _, value in self.options)

    @property
    def is_there(self) -> bool:
        """A variant that is sold already."""
        return self.member is not None and self.member.status != "archived"

    @property
    def is_made(self) -> bool:
        """Whether saving makes something of it."""
        return not self.is_out and not self.is_there

    def text(self, cell: str) -> str:
        """What stands in a cell."""
        return self.typed.get(cell, self.usual.get(cell, ""))

    def takes(self, cell: str) -> bool:
        """Whether one may type into a cell: what tells a variant of the books apart stays."""
        if self.member is None:
            return True
        if cell == "sku" or (cell == "barcode" and self.member.barcode):
            return False
        return cell != "opening" or not self.is_there


class Grid:
    """Rows in the order of their options; those of the books that have other options come last."""

    def __init__(self, family: Family, words: Words) -> None:
        self._family, self._words = family, words
        self.rows: list[Row] = []
        self._seen: dict[str, Row] = {}
        self._members = {options_key(m.options.items()): m for m in family.variants}
        self.codes: Sequence[str] = ()
        self._wanted: Wanted | None = None  # as long as nothing is typed
        self.show((), "")

    def show(self, options: Sequence[Option], pattern: str) -> None:
        """Other options or another pattern; UserError where the pattern cannot be."""
        made = SkuPattern(pattern, self._family.sku, options) if options else None
        wanted = combinations(options) if options else []
        rows = [self._row(pairs) for pairs in wanted]
        keys = {options_key(row.options) for row in rows}
        others = [m for key, m in self._members.items() if key not in keys]
        rows += [self._row(tuple(m.options.items())) for m in others if m.status != "archived"]
        for row in rows:
            row.usual |= self._usual(row)
            if made is not None and row.member is None:
                row.usual["sku"] = made.sku(row.options)
        self.rows = rows
        self.put_codes(self.codes)

    def _row(self, pairs: Pairs) -> Row:
        """The row of a combination as it was left, also when it was gone meanwhile."""
        key = options_key(pairs)
        row = self._seen.setdefault(key, Row(pairs, self._members.get(key)))
        row.options = pairs
        return row

    def _usual(self, row: Row) -> dict[str, str]:
        of: Any = row.member or self._family
        told = {name: self._words(name, getattr(of, name)) for name in (*MONEY, "reorder_point")}
        if row.member is not None:
            told |= {"sku": row.member.sku, "barcode": row.member.barcode}
            if row.is_there:
                told["opening"] = self._words("opening", row.member.on_hand)
        return told

    def put_codes(self, codes: Sequence[str]) -> None:
        """Codes of the shop's own for those that get one, in their order; none takes them away."""
        self.codes, self._wanted = codes, None
        typed = {row.typed.get("barcode") for row in self.rows}
        waiting = (code for code in codes if code not in typed)
        for row in self.rows:
            if row.member is None or not row.member.barcode:
                is_wanted = row.is_made and "barcode" not in row.typed
                row.usual["barcode"] = next(waiting, "") if is_wanted else ""

    @property
    def wants_codes(self) -> int:
        """How many codes are enough for all rows, also where some were typed that are free."""
        return sum(row.is_made for row in self.rows)

    def type(self, number: int, cell: str, text: str) -> bool:
        """Puts text into a cell; False where none may be typed."""
        row = self.rows[number]
        if not row.takes(cell):
            return False
        row.typed[cell] = " ".join(text.split())
        self._wanted = None
        return True

    def leave_out(self, number: int) -> None:
        """Takes a row out, or in again; what is in the books stays there."""
        row = self.rows[number]
        if not row.is_there:
            row.is_out = not row.is_out
            self.put_codes(self.codes)

    def wanted(self) -> Wanted:
        """The rows to save, as they go into the command, and the cells that hold no figure.

        Read once after each change, however often it is asked.
        """
        if self._wanted is None:
            self._wanted = self._read()
        return self._wanted

    def _read(self) -> Wanted:
        variants: list[Variant] = []
        wrong: dict[tuple[int, str], str] = {}
        for number, row in enumerate(self.rows):
            touched = {cell for cell, text in row.typed.items() if text != row.usual.get(cell, "")}
            if row.is_made or (row.is_there and touched):
                figures = self._figures(number, row, touched, wrong)
                variants.append(_variant(number + 1, row, figures))
        return tuple(variants), wrong

    def _figures(
        self, number: int, row: Row, touched: set[str], wrong: dict[tuple[int, str], str]
    ) -> Mapping[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        for cell in (*MONEY, *COUNTED):
            text = row.text(cell)
            if not text or (row.is_there and cell not in touched):
                continue
            try:
                decimals = self._family.decimals
                is_money = cell in MONEY
                found[cell] = parse_money(text) if is_money else parse_quantity(text, decimals)
            except UserError as error:
                wrong[number, cell] = str(error)
        return found

    def told(self) -> tuple[int, int, int]:
        """How many are new, how many were there, how many are left out."""
        made = sum(row.is_made for row in self.rows)
        there = sum(row.is_there for row in self.rows)
        return made, there, len(self.rows) - made - there

    def opened(self) -> Decimal:
        """What is typed as on hand of the new ones, together."""
        variants = self.wanted()[0]
        return sum((v.opening for v in variants if v.opening is not None), Decimal(0))

    def state(self, row: Row) -> str:
        """A row's state in a word."""
        if row.is_there:
            return tr("is there")
        return tr("left out") if row.is_out else tr("new")


def _variant(number: int, row: Row, figures: Mapping[str, Decimal | None]) -> Variant:
    member = row.member
    code = "" if member is not None and member.barcode else row.text("barcode")
    return Variant(
        row.options,
        row.text("sku"),
        member.product if member else None,
        code,
        row=number,
        **figures,
    )
