"""What many rows say alike is one object; the rows are what the database answered."""

from decimal import Decimal
from uuid import UUID

from desktop.db.compact import Compact


def test_rows_are_read_by_name_in_their_order_and_share_only_equal_values_of_one_column() -> None:
    compact = Compact(("id", "price", "held"), {"price", "held"})

    def answer(*keys: int) -> list[tuple[object, ...]]:
        return [(UUID(int=key), Decimal("2.0000"), Decimal("2.000")) for key in keys]

    assert compact.rows([]) == []
    rows = compact.rows(answer(3, 1)) + compact.rows([*answer(1), (UUID(int=7), None, None)])
    assert [row.id.int for row in rows] == [3, 1, 1, 7]
    assert len({id(row.price) for row in rows[:3]}) == 1, "also in the next part"
    assert [str(row.held) for row in rows[:3]] == ["2.000"] * 3, "not spelled as the price is"
    assert rows[1].id is not rows[2].id, "keys of their own are not looked for"
    assert (rows[3].price, rows[3].held) == (None, None)
