"""From rows to products: read by their columns, merged where several rows are one product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from desktop.commands.imports import ImportItem, ImportProblem
from desktop.domain.custom_field import FieldInfo
from desktop.domain.dates import order_of
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.importing.cells import Reader
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.new_fields import with_new
from desktop.jobs.importing.numerals import decimal_of
from desktop.jobs.importing.own_fields import with_own
from desktop.jobs.importing.profiles import Shape, shape_of
from desktop.jobs.importing.reading import Table
from desktop.jobs.importing.store_columns import with_stores

NUMBERS = ("price", "cost", "tax_rate", "stock", "reorder_point", "reorder_qty")
# What two rows of one product may not say differently.
_ONCE = (
    *("description", "price", "tax_rate", "category", "unit"),
    *("reorder_point", "reorder_qty", "status", "vendor", "parent"),
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
    profile: str = "plain"
    decimal: str = ""
    categories: tuple[tuple[str, str], ...] = ()
    source: Mapping[int, str] = field(default_factory=dict)
    fields: tuple[FieldInfo, ...] = ()

    def shown(self, name: str) -> str:
        """A field as the file calls it."""
        return ", ".join(self.columns.get(name, [name]))


def products_of(
    table: Table,
    includes_tax: bool,
    progress: Progress,
    choices: Choices = Choices(),  # noqa: B008 - frozen
) -> Found:
    """Reads every row; UserError where not even the columns are known."""
    choices, fields = with_new(table, choices)
    shape = with_own(shape_of(table, includes_tax, choices), table, choices)
    shape = with_stores(shape, table)
    found = Found(notes=[*table.notes, *shape.notes], profile=shape.profile)
    found.columns = {name: [shape.header[n] for n in at] for name, at in shape.columns.items()}
    found.ignored, found.categories = list(shape.ignored), shape.categories
    found.source, found.fields = shape.source, fields
    if shape.categories:
        return found
    _require(shape.columns, table.header)
    found.decimal = choices.decimal or decimal_of(_numbers(shape, choices.own))
    usual = "." if table.delimiter in (",", "") else ","
    orders = {
        info.name: choices.dates or order_of(_cells(shape, shape.columns[info.name][0])).name
        for info in choices.own
        if info.type == "date" and info.name in shape.columns
    }
    reader = Reader(shape.columns, found.decimal, usual, found.problems, choices.own, orders)
    for done, (row, cells) in enumerate(shape.rows):
        if done % TOLD_EVERY == 0:
            progress.report(done, len(shape.rows), "Reading")
        _check_width(found, row, cells, len(shape.header))
        item = reader.item(row, cells)
        if item is not None:
            found.items.append(item)
    found.items = _merged(found)
    _name_templates(found)
    _tell_units(found, reader.wrapped)
    if choices.vendor:
        found.items = [replace(item, vendor=choices.vendor) for item in found.items]
    return found


def _numbers(shape: Shape, own: Sequence[FieldInfo]) -> list[list[str]]:
    """The cells of the columns of numbers."""
    names = (*NUMBERS, *(info.name for info in own if info.type == "number"))
    at = [n for name in names for n in shape.columns.get(name, ())]
    return [_cells(shape, n) for n in at]


def _cells(shape: Shape, at: int) -> list[str]:
    return [cells[at] for _, cells in shape.rows if at < len(cells)]


def _check_width(found: Found, row: int, cells: Sequence[str], width: int) -> None:
    if len(cells) > width and any(cells[width:]):
        reason = "The row is longer than the header: perhaps a quotation mark is missing."
        _refuse(found, row, "row", f"{len(cells)} cells", reason)


def _name_templates(found: Found) -> None:
    """Whoever is named as a parent is one."""
    parents = {item.parent for item in found.items if item.parent is not None}
    if parents:
        found.items = [
            replace(item, is_template=True) if item.sku in parents else item for item in found.items
        ]


def _tell_units(found: Found, wrapped: Mapping[str, int]) -> None:
    if wrapped:
        told = ", ".join(f"{word} ({count})" for word, count in sorted(wrapped.items()))
        found.notes.append(f"What stands for a unit and is counted by the piece: {told}.")


def _require(columns: Mapping[str, Sequence[int]], header: Sequence[str]) -> None:
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


def _merged(found: Found) -> list[ImportItem]:
    """Rows of one SKU and name with different barcodes are one product; its stock is added up."""
    places: dict[str, int] = {}
    spellings: dict[str, ImportItem] = {}
    kept: list[ImportItem] = []
    for item in found.items:
        place = places.setdefault(item.sku, len(kept))
        is_count = found.profile == "count"
        if place == len(kept) or not _is_same(kept[place], item, is_count):
            kept.append(item)
            _note_case(found, spellings.setdefault(item.sku.casefold(), item), item)
            continue
        _refuse_differences(found, kept[place], item)
        codes = "it has both barcodes, and its" if item.codes else "its"
        found.notes.append(
            f"Rows {kept[place].row} and {item.row} are one product, {item.sku}: {codes} stock is"
            " added up."
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


def _is_same(before: ImportItem, item: ImportItem, is_count: bool) -> bool:
    """In a list of what was counted a product may stand in several places."""
    if is_count and not item.codes and not before.codes:
        return before.name == item.name
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
        images=before.images + item.images,
        stock=sum(stocks, Decimal(0)) if stocks else None,
        cost=costs[0] if costs else before.cost,
        **missing,
    )
