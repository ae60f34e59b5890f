"""Many rows of the trail by one template say what each of them would say by itself."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from desktop.commands.audit_text import fields, texts_of
from desktop.db.columns import columns_of

KINDS = (
    st.booleans(),
    st.integers(),
    st.text(),
    st.uuids(),
    st.integers().map(lambda whole: Decimal(whole).scaleb(-4)),
    st.datetimes(timezones=st.just(UTC)),
)
Rows = list[dict[str, Any]]


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    """Rows whose last column is of one kind, with nothing here and there."""
    kind = draw(st.sampled_from(KINDS))
    row = st.fixed_dictionaries({"id": st.uuids(), "name": st.text(), "%s": st.none() | kind})
    return draw(st.lists(row, max_size=6))


@given(tables())
def test_a_row_reads_the_same_as_alone(rows: Rows) -> None:
    same = {"100 %s": "5 % off", "none": None}
    for row, text in zip(rows, told(rows, same), strict=True):
        assert json.loads(text) == fields(row | same)


def told(rows: Rows, same: dict[str, Any]) -> list[str]:
    if not rows:
        return []
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return texts_of(columns_of({"id": columns.pop("id")}, columns).also(**same))


def test_what_nobody_is_shown_is_left_out() -> None:
    at = datetime(2026, 11, 14, 10, 24, tzinfo=UTC)
    rows = columns_of({"id": [UUID(int=1)], "search_text": ["tea"]}, {"price": [Decimal("4.50")]})
    assert [json.loads(text) for text in texts_of(rows.also(created_at=at))] == [
        {"id": str(UUID(int=1)), "price": "4.50"}
    ]
