"""What a product takes along when it goes is found by an index, however long the ledger is."""

import pytest
from sqlalchemy import ForeignKey, Table, UniqueConstraint

import desktop.schema  # noqa: F401
from desktop.schema.base import Base

GOING = ("product", "lot", "barcode", "vendor_price", "category")
REFERENCES = sorted(
    (key for table in Base.metadata.sorted_tables for key in table.foreign_keys),
    key=lambda key: str(key.parent),
)


@pytest.mark.parametrize(
    "key", [k for k in REFERENCES if k.column.table.name in GOING], ids=lambda key: str(key.parent)
)
def test_an_index_leads_to_what_points_at_goods(key: ForeignKey) -> None:
    """An engine looks for such rows at each deletion; without an index it reads them all."""
    assert key.parent.name in first_columns(key.parent.table)


def first_columns(table: Table) -> set[str]:
    """The columns by which an index of the table begins."""
    unique = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexed = [list(one.columns) for one in table.indexes]
    lists = [list(table.primary_key.columns), *map(list, unique), *indexed]
    return {columns[0].name for columns in lists}
