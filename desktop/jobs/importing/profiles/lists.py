"""Lists with one thing a row: goods, counted stock, a vendor's prices, categories, tax codes."""

from dataclasses import replace

from desktop.domain.cells import unguarded
from desktop.jobs.importing.choices import IGNORED, Choices
from desktop.jobs.importing.guessing import guessed
from desktop.jobs.importing.headers import columns_of, spellings
from desktop.jobs.importing.profiles.shape import Named, Shape
from desktop.jobs.importing.reading import Table

_COUNTED = {"sku", "barcode", "name", "unit", "stock", "category"}
_ITEMS = {"sku", "barcode", "price", "cost", "stock"}


def always(_: Table, __: Choices) -> bool:
    return True


def plain(table: Table, includes_tax: bool, choices: Choices, profile: str = "plain") -> Shape:
    """By the names of its columns; where they have none, by what stands in them."""
    columns = columns_of(table.header, includes_tax, choices.columns)
    notes: tuple[str, ...] = ()
    if table.header_row == 0 and not choices.columns:
        columns = guessed(table.rows)
        told = ", ".join(f"{table.header[at[0]]} is {name}" for name, at in columns.items())
        notes = (f"The columns have no names; by what stands in them, {told or 'none is known'}.",)
    return _shaped(profile, table, columns, notes)


def _shaped(
    profile: str, table: Table, columns: dict[str, list[int]], notes: tuple[str, ...] = ()
) -> Shape:
    used = {number for at in columns.values() for number in at}
    ignored = tuple(name for n, name in enumerate(table.header) if n not in used and name)
    return Shape(profile, table.header, columns, table.rows, ignored, notes)


def is_count(table: Table, choices: Choices) -> bool:
    """What it is and how many there are, and nothing more."""
    found = columns_of(table.header, True, choices.columns).keys()
    return "stock" in found and bool(found & {"sku", "barcode"}) and found <= _COUNTED


def count(table: Table, includes_tax: bool, choices: Choices) -> Shape:
    """Rows of one product are added up; prices are left alone."""
    columns = columns_of(table.header, includes_tax, choices.columns)
    return _shaped("count", table, {n: at for n, at in columns.items() if n in _COUNTED})


def is_vendor(_: Table, choices: Choices) -> bool:
    return bool(choices.vendor)


def vendor(table: Table, includes_tax: bool, choices: Choices) -> Shape:
    """The only price of such a list is what the vendor asks, and its stock is the vendor's."""
    columns = columns_of(table.header, includes_tax, choices.columns)
    asked = {name for _, name in choices.columns if name != IGNORED}
    if "cost" not in columns and "price" in columns and "price" not in asked:
        columns["cost"] = columns.pop("price")
    columns = {name: at for name, at in columns.items() if name not in {"stock", "price"} - asked}
    return _shaped("vendor", table, columns)


def is_categories(table: Table, choices: Choices) -> bool:
    """Names of categories, and nothing that could be sold."""
    found = columns_of(table.header, True, choices.columns).keys()
    return "category" in found and not found & _ITEMS and len(table.header) <= 3


def categories(table: Table, includes_tax: bool, choices: Choices) -> Shape:
    """A category a row, “A > B” as a path; what describes it goes along."""
    columns = columns_of(table.header, includes_tax, choices.columns)
    at = columns["category"][0]
    text = next((columns[n][0] for n in ("description", "name") if n in columns), None)
    found: dict[str, str] = {}
    for _, cells in table.rows:
        if at < len(cells) and cells[at]:
            told = cells[text] if text is not None and text < len(cells) else ""
            found.setdefault(unguarded(cells[at]), unguarded(told))
    used = {"category": [at]} | ({} if text is None else {"description": [text]})
    shaped = _shaped("categories", table, used)
    return replace(shaped, categories=tuple(found.items()))


def is_tax_codes(table: Table, _: Choices) -> bool:
    return Named(table.header).has("codigo", "ex", "descricao", "nacionalfederal")


def tax_codes(table: Table, includes_tax: bool, choices: Choices) -> Shape:
    """Brazil's: a code with an exception is one of its own, 01012100-02."""
    named = Named(table.header)
    columns = columns_of(table.header, includes_tax, choices.columns)
    at = columns["sku"][0]
    rows = []
    for number, cells in table.rows:
        more = named.of(cells, "ex")
        own = [*cells]
        own[at] = f"{own[at]}-{more}" if more else own[at]
        rows.append((number, own))
    shaped = _shaped("tax_codes", table, columns)
    ignored = tuple(name for name in shaped.ignored if "ex" not in spellings(name))
    return Shape("tax_codes", table.header, columns, rows, ignored)
