"""From cells to products: each cell is read by its field's rule, every fault is noted."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from desktop.commands.categories import DEEPEST, split_path
from desktop.commands.imports import ImportCode, ImportItem, ImportProblem
from desktop.commands.products import check_sku
from desktop.commands.texts import check_name, check_text
from desktop.domain.barcode import LONGEST, barcode_key, shown
from desktop.domain.cells import unguarded
from desktop.domain.errors import UserError
from desktop.domain.money import check_tax, parse_price
from desktop.domain.progress import Progress
from desktop.domain.quantity import parse_quantity
from desktop.jobs.importing.headers import columns_of
from desktop.jobs.importing.reading import Table

UNITS = {
    "piece": "piece pieces pc pcs ea each unit units stk stuck stueck st u un uni unidad pza piezas"
    " no nos pack ct",
    "kg": "kg kilo kilos kilogram kilograms kilogramm",
    "g": "g gr gram grams gramm",
    "l": "l lt ltr litre litres liter liters",
    "ml": "ml millilitre milliliter",
    "m": "m meter meters metre metres mtr",
}
_UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}
_SHORTENED = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_THOUSANDS = re.compile(r"-?\d{1,3},\d{3}")
_BETWEEN = re.compile(r"\s*(?:->|»|›|>)\s*")
_LINE_END = re.compile(r"[\r\n]+")  # splitlines() would part codes at their group separators
_LONGEST_NAME = 100
# What two rows of one product may not say differently.
_ONCE = (
    *("description", "price", "tax_rate", "category", "unit"),
    *("reorder_point", "reorder_qty", "status", "vendor"),
)
TOLD_EVERY = 5_000


@dataclass
class Found:
    """The products of a file, what is wrong with it, and what a person should know."""

    items: list[ImportItem] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def shown(self, name: str) -> str:
        """A field as the file calls it."""
        return ", ".join(self.columns.get(name, [name]))


def products_of(table: Table, includes_tax: bool, progress: Progress) -> Found:
    """Reads every row; UserError where not even the columns are known."""
    columns = columns_of(table.header, includes_tax)
    _require(columns, table.header)
    found = Found(columns={name: [table.header[n] for n in at] for name, at in columns.items()})
    used = {number for at in columns.values() for number in at}
    found.ignored = [name for n, name in enumerate(table.header) if n not in used and name]
    reader = _Reader(columns, table.delimiter, found.problems)
    for done, (row, cells) in enumerate(table.rows):
        if done % TOLD_EVERY == 0:
            progress.report(done, len(table.rows), "Reading")
        if any(cells[len(table.header) :]):
            _refuse(
                found,
                row,
                "row",
                f"{len(cells)} cells",
                "The row is longer than the header: perhaps a quotation mark is missing.",
            )
        item = reader.item(row, cells)
        if item is not None:
            found.items.append(item)
    found.items = _merged(found)
    return found


def _require(columns: dict[str, list[int]], header: Sequence[str]) -> None:
    if not columns.keys() & {"sku", "barcode"} and not {"name", "price"} <= columns.keys():
        names = ", ".join(name for name in header[:20] if name)
        raise UserError(
            "No column holds an SKU or a barcode.",
            f"Name one “sku” or “barcode”, or “name” and “price”; the file has: {names[:300]}.",
            field="file",
            code="no_columns",
        )


def _refuse(found: Found, row: int, name: str, value: str, reason: str) -> None:
    found.problems.append(ImportProblem(row, name, value, reason))


class _Reader:
    """Reads one row after another by the rules of their columns."""

    def __init__(
        self, columns: dict[str, list[int]], delimiter: str, problems: list[ImportProblem]
    ) -> None:
        self._columns = columns
        self._problems = problems
        self._is_comma = delimiter == ","
        self._rules: dict[str, Callable[[str], Any]] = {
            "name": check_name,
            "description": lambda text: check_text(text, "description"),
            "price": lambda text: parse_price(self._number(text), "price"),
            "cost": lambda text: parse_price(self._number(text), "cost"),
            "tax_rate": lambda text: _tax(self._number(text)),
            "category": _category,
            "unit": _unit,
            "reorder_point": lambda text: self._positive(text, "reorder_point"),
            "reorder_qty": lambda text: self._positive(text, "reorder_qty"),
            "status": _status,
            "stock": lambda text: parse_quantity(self._number(text), 3, "stock"),
            "vendor": lambda text: check_name(text, "vendor"),
        }

    def item(self, row: int, cells: Sequence[str]) -> ImportItem | None:
        """The row's product, None when something in it is wrong."""
        before = len(self._problems)
        codes = tuple(self._codes(row, cells))
        values = {}
        for name, rule in self._rules.items():
            text = self._text(name, cells)
            if text:
                values[name] = self._read(row, name, text, rule)
        sku = self._sku(row, cells, codes, values.get("name"))
        if len(self._problems) > before or sku is None:
            return None
        return ImportItem(row, sku, codes=codes, **values)

    def _text(self, name: str, cells: Sequence[str]) -> str:
        at = self._columns.get(name)
        return unguarded(cells[at[0]]).strip() if at and at[0] < len(cells) else ""

    def _read(self, row: int, name: str, text: str, rule: Callable[[str], Any]) -> Any:
        try:
            return rule(text)
        except UserError as error:
            self._problems.append(ImportProblem(row, name, text[:100], error.message))
            return None

    def _sku(
        self, row: int, cells: Sequence[str], codes: Sequence[ImportCode], name: str | None
    ) -> str | None:
        """The SKU; where the file has no such column, the first code or else the name."""
        text = self._text("sku", cells)
        if not text and "sku" not in self._columns:
            text = shown(codes[0].code) if codes else (name or "")[:_LONGEST_NAME]
        found: str | None = self._read(row, "sku", text, check_sku)
        return found

    def _codes(self, row: int, cells: Sequence[str]) -> Iterator[ImportCode]:
        """The barcodes of all their columns; several in one cell stand on lines of their own."""
        for column in self._columns.get("barcode", ()):
            for text in _LINE_END.split(cells[column]) if column < len(cells) else ():
                key = barcode_key(unguarded(text))
                if key and self._is_code(row, text, key):
                    yield ImportCode(row, key)

    def _is_code(self, row: int, text: str, code: str) -> bool:
        reason = ""
        if _SHORTENED.fullmatch(code):
            reason = "A spreadsheet shortened it: format the column as text and save it again."
        elif len(text.strip()) > LONGEST:
            reason = f"A code has at most {LONGEST} characters."
        if reason:
            self._problems.append(ImportProblem(row, "barcode", code[:100], reason))
        return not reason

    def _number(self, text: str) -> str:
        """Refuses what is 1234 to one and 1.234 to the other.

        A file that parts its cells by another sign has commas for its decimals.
        """
        if self._is_comma and _THOUSANDS.fullmatch(text):
            raise UserError("It may mean thousands or a fraction: use a point or no sign.")
        is_point = not self._is_comma and text.count(",") == 1 and "." not in text
        return text.replace(",", ".") if is_point else text

    def _positive(self, text: str, name: str) -> Decimal:
        value = parse_quantity(self._number(text), 3, name)
        if value < 0:
            raise UserError("It is zero or more.")
        return value


def _tax(text: str) -> Decimal:
    return check_tax(parse_price(text.rstrip("% "), "tax"))


def _category(text: str) -> str:
    names = split_path(" > ".join(_BETWEEN.split(text)))
    if len(names) > DEEPEST:
        raise UserError(f"Categories lie at most {DEEPEST} levels deep.")
    for name in names:
        if len(name) > _LONGEST_NAME or not name.isprintable():
            raise UserError(f"A category's name has at most {_LONGEST_NAME} characters.")
    return " > ".join(names)


def _unit(text: str) -> str:
    """The program's word for the unit; any other goes on as it is and is looked up there."""
    return _UNIT_OF.get(text.casefold().rstrip("."), text)


def _status(text: str) -> str:
    if text.lower() not in ("active", "draft", "archived"):
        raise UserError("It is active, draft or archived.")
    return text.lower()


def _merged(found: Found) -> list[ImportItem]:
    """Rows of one SKU and name with different barcodes are one product; its stock is added up."""
    places: dict[str, int] = {}
    spellings: dict[str, ImportItem] = {}
    kept: list[ImportItem] = []
    for item in found.items:
        place = places.setdefault(item.sku, len(kept))
        if place == len(kept) or not _is_same(kept[place], item):
            kept.append(item)
            _note_case(found, spellings.setdefault(item.sku.casefold(), item), item)
            continue
        _refuse_differences(found, kept[place], item)
        found.notes.append(
            f"Rows {kept[place].row} and {item.row} are one product, {item.sku}: it has both"
            " barcodes, and its stock is added up."
        )
        kept[place] = _joined(kept[place], item)
    return kept


def _note_case(found: Found, before: ImportItem, item: ImportItem) -> None:
    if before.sku != item.sku:
        found.notes.append(
            f"Rows {before.row} and {item.row}: {before.sku} and {item.sku} are two products,"
            " their SKUs differ in capital letters."
        )


def _refuse_differences(found: Found, before: ImportItem, item: ImportItem) -> None:
    for name in _ONCE:
        first, second = getattr(before, name), getattr(item, name)
        if None not in (first, second) and first != second:
            reason = f"Row {before.row} has the same SKU and another value."
            _refuse(found, item.row, name, str(second), reason)


def _is_same(before: ImportItem, item: ImportItem) -> bool:
    has_other_codes = bool(item.codes) and bool(before.codes)
    names = (before.name or "").casefold(), (item.name or "").casefold()
    codes = {code.code for code in before.codes} & {code.code for code in item.codes}
    return has_other_codes and names[0] == names[1] and not codes


def _joined(before: ImportItem, item: ImportItem) -> ImportItem:
    """A cost of nothing says nothing when the other row has one."""
    stocks = [one.stock for one in (before, item) if one.stock is not None]
    costs = [one.cost for one in (item, before) if one.cost]
    missing = {name: getattr(item, name) for name in _ONCE if getattr(before, name) is None}
    return replace(
        before,
        codes=before.codes + item.codes,
        stock=sum(stocks, Decimal(0)) if stocks else None,
        cost=costs[0] if costs else before.cost,
        **missing,
    )
