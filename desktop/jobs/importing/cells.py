"""One row's cells by the rules of their fields; every fault is noted with its column."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from desktop.commands.categories import DEEPEST, split_path
from desktop.commands.imports import ImportCode, ImportItem, ImportProblem
from desktop.commands.products import check_sku
from desktop.commands.texts import check_name, check_text
from desktop.domain.barcode import LONGEST, barcode_key, shown
from desktop.domain.cells import unguarded
from desktop.domain.custom_field import FieldInfo, stored
from desktop.domain.dates import read_date
from desktop.domain.errors import UserError
from desktop.domain.lines import one_line
from desktop.domain.money import check_tax, parse_price
from desktop.domain.picture_names import places_in
from desktop.domain.quantity import parse_quantity
from desktop.jobs.importing.numerals import with_point
from desktop.jobs.importing.store_columns import PREFIX

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
# What goods come in is counted by the piece, and a note says so.
_WRAPS = (
    "pair pairs set sets box boxes roll rolls rll can cans tube tubes tin tins bottle bottles pail"
    " pails jar jars cart carton cartons length lengths bag bags case cases bundle bundles sheet"
    " sheets packet packets feet foot ft"
)
_WRAPPED = frozenset(_WRAPS.split())
_SHORTENED = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_BETWEEN = re.compile(r"\s*(?:->|»|›|>)\s*")
_LINE_END = re.compile(r"[\r\n]+")  # splitlines() would part codes at their group separators
_LONGEST_NAME = 100
# What many rows say alike is read once, and in memory once.
_MOST_ALIKE = 10_000
_ALIKE = frozenset(
    {"price", "cost", "tax_rate", "category", "reorder_point", "reorder_qty", "status", "stock"}
    | {"vendor", "brand", "manufacturer"}
)


class Reader:
    """Reads one row after another by the rules of their columns."""

    def __init__(
        self,
        columns: Mapping[str, Sequence[int]],
        decimal: str,
        usual: str,
        problems: list[ImportProblem],
        own: Sequence[FieldInfo] = (),
        orders: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """``orders``: how the dates of the shop's own fields are written, by the fields' names."""
        self._orders, self._columns = orders, columns
        self._problems, self._signs = problems, (decimal, usual)
        self._own = [info for info in own if info.name in columns]
        self._stores = [name for name in columns if name.startswith(PREFIX)]
        self.wrapped: Counter[str] = Counter()
        self._rules = {
            name: lru_cache(_MOST_ALIKE)(rule) if name in _ALIKE else rule
            for name, rule in self._all_rules().items()
            if name in columns
        }

    def _all_rules(self) -> dict[str, Callable[[str], Any]]:
        return {
            "name": check_name,
            "description": lambda text: check_text(text, "description"),
            "price": self._price,
            "cost": lambda text: parse_price(self._number(text), "cost"),
            "tax_rate": lambda text: _tax(self._number(text)),
            "category": _category,
            "unit": self._unit,
            "reorder_point": lambda text: self._positive(text, "reorder_point"),
            "reorder_qty": lambda text: self._positive(text, "reorder_qty"),
            "status": _status,
            "stock": lambda text: parse_quantity(self._number(text), 3, "stock"),
            "vendor": lambda text: check_name(text, "vendor"),
            "brand": lambda text: check_name(text, "brand", 200),
            "manufacturer": lambda text: check_name(text, "manufacturer", 200),
            "mpn": lambda text: check_name(text, "mpn", 200),
            "parent": check_sku,
            "options": _options,
            "is_template": lambda text: text == "yes",
            "ref": lambda text: text[:200],
            "handle": lambda text: text[:300],
            "tags": lambda text: tuple(filter(None, map(one_line, text.split(",")))),
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
        custom = tuple(self._custom(row, cells))
        prices = tuple(self._store_prices(row, cells))
        images = tuple(self._images(cells))
        sku = self._sku(row, cells, codes, values.get("name"))
        if len(self._problems) > before or sku is None:
            return None
        return ImportItem(row, sku, codes=codes, custom=custom, store_prices=prices,
                          images=images, **values)  # fmt: skip

    def _store_prices(self, row: int, cells: Sequence[str]) -> Iterator[tuple[str, Decimal]]:
        """The prices that differ in a store; an empty cell says nothing."""
        for name in self._stores:
            if text := self._text(name, cells):
                price = self._read(row, name, text, self._price)
                yield name.removeprefix(PREFIX), price

    def _images(self, cells: Sequence[str]) -> Iterator[str]:
        """Of all their columns."""
        for at in self._columns.get("images", ()):
            yield from places_in(unguarded(cells[at])) if at < len(cells) else ()

    def _price(self, text: str) -> Decimal:
        return parse_price(self._number(text), "price")

    def _custom(self, row: int, cells: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """The shop's own fields; nothing is told only of one that must have a value."""
        for info in self._own:
            text = self._text(info.name, cells)
            if not text:
                yield from ((info.key, None),) if info.is_required else ()
                continue
            try:
                yield info.key, stored(info, self._own_text(info, text))
            except UserError as error:
                reason = f"{error.message} {error.hint}".strip()
                self._problems.append(ImportProblem(row, info.name, text[:100], reason))

    def _own_text(self, info: FieldInfo, text: str) -> str:
        """A number with a point, a day with its year first."""
        if info.type == "date":
            return read_date(text, self._orders.get(info.name, "")).day.isoformat()
        return self._number(text) if info.type == "number" else text

    def _text(self, name: str, cells: Sequence[str]) -> str:
        at = self._columns.get(name)
        return unguarded(cells[at[0]]).strip() if at and at[0] < len(cells) else ""

    def _read(self, row: int, name: str, text: str, rule: Callable[[str], Any]) -> Any:
        try:
            return rule(text)
        except UserError as error:
            why = self._as_written(text, error.message)
            self._problems.append(ImportProblem(row, name, text[:100], why))
            return None

    def _as_written(self, text: str, message: str) -> str:
        """A sentence about a number shows it with the file's own sign of decimals."""
        with suppress(UserError):
            return message.replace(f"“{self._number(text)}”", f"“{text[:100]}”")
        return message

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
        """With a point, however the file writes it."""
        return with_point(text, *self._signs)

    def _unit(self, text: str) -> str:
        """The program's word for the unit; any other goes on as it is and is looked up there."""
        word = text.casefold().rstrip(".")
        if word in _WRAPPED:
            self.wrapped[text.upper()] += 1
            return "piece"
        return _UNIT_OF.get(word, text)

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


def _status(text: str) -> str:
    if text.lower() not in ("active", "draft", "archived"):
        raise UserError("It is active, draft or archived.")
    return text.lower()


def _options(text: str) -> tuple[tuple[str, str], ...]:
    """ "Size: M" on lines of their own."""
    pairs = []
    for line in filter(None, map(str.strip, _LINE_END.split(text))):
        name, sign, value = (part.strip() for part in line.partition(":"))
        if not (name and sign and value):
            raise UserError("Write options as “Size: M”, each on a line.")
        pairs.append((check_name(name, "options", 100), check_name(value, "options", 200)))
    return tuple(pairs)
