"""The ledger as a stream of plain values, spelled per engine so that a million rows take seconds.

Quantities are whole thousandths, costs whole ten-thousandths, keys text, times whole microseconds.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

PART = 5_000
SEPARATOR = "\x1f"


def _spelled(connection: Connection) -> dict[str, str]:
    """How this engine writes a key, a number, a time and the separator as text."""
    if connection.dialect.name == "sqlite":
        return {
            "key": "lower(hex({}))",
            "thousandths": "{}",
            "tenthousandths": "{}",
            "text": "CAST({} AS TEXT)",
            "time": "(CAST(strftime('%s', substr({0}, 1, 19)) AS INTEGER) * 1000000"
            " + CAST(substr({0}, 21, 6) AS INTEGER))",
            "between": " || char(31) || ",
        }
    return {
        "key": "replace({}::text, '-', '')",
        "thousandths": "({} * 1000)::bigint",
        "tenthousandths": "({} * 10000)::bigint",
        "text": "({})::text",
        "time": "(extract(epoch FROM {}) * 1000000)::bigint",
        "between": " || chr(31) || ",
    }


class LedgerStream:
    """Reads the whole ledger, one row at a time, in the caller's transaction, a patient one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._as = _spelled(connection)

    def chain(self) -> Iterator[Any]:
        """Per writer in order of seq: writer, seq, prev_hash, hash, and the canonical row.

        The row comes as the text before the reason, the reason, and the text after it, because
        the reason is the one part that Python has to spell (domain/ledger.py, ``row_hash``).
        """
        before = self._joined(
            *(self._key(name) for name in ("id", "product", "location", "lot")),
            *(self._number(name) for name in ("qty", "set_qty")),
            "kind",
        )
        after = self._joined(
            self._text(self._as["tenthousandths"].format("unit_cost")),
            *(self._key(name) for name in ("line", '"user"', "writer")),
            self._as["text"].format("seq"),
            self._number("seen_before"),
            *(self._text(self._time(name)) for name in ("occurred_at", "recorded_at")),
            self._key("reverses"),
        )
        return self._rows(
            f"SELECT {self._key('writer')}, seq, prev_hash, hash, {before}, reason, {after}"
            " FROM stock_move ORDER BY writer, seq"
        )

    def standing(self) -> Iterator[Any]:
        """Per product in ledger order, without reversed rows and reversals:

        product, location, lot, kind, qty, set_qty, unit_cost, occurred_at.
        """
        return self._rows(
            f"SELECT {self._keys('m.')}, m.kind, {self._as['thousandths'].format('m.qty')},"
            f" {self._as['thousandths'].format('m.set_qty')},"
            f" {self._as['tenthousandths'].format('m.unit_cost')}, {self._time('m.occurred_at')}"
            " FROM stock_move m WHERE m.reverses IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM stock_move r WHERE r.reverses = m.id)"
            " ORDER BY m.product, m.occurred_at, m.id"
        )

    def levels(self) -> Iterator[Any]:
        """Per product: product, location, lot, on_hand, counted_at, avg_cost."""
        return self._rows(
            f"SELECT {self._keys('')}, {self._as['thousandths'].format('on_hand')},"
            f" {self._time('counted_at')}, {self._as['tenthousandths'].format('avg_cost')}"
            " FROM stock_level"
        )

    def _rows(self, statement: str) -> Iterator[Any]:
        streamed = self._connection.execution_options(stream_results=True, yield_per=PART)
        for part in streamed.exec_driver_sql(statement).partitions(PART):
            yield from part

    def _keys(self, table: str) -> str:
        return ", ".join(self._as["key"].format(table + n) for n in ("product", "location", "lot"))

    def _key(self, column: str) -> str:
        return f"coalesce({self._as['key'].format(column)}, '')"

    def _number(self, column: str) -> str:
        return self._text(self._as["thousandths"].format(column))

    def _text(self, expression: str) -> str:
        return f"coalesce({self._as['text'].format(expression)}, '')"

    def _time(self, column: str) -> str:
        return self._as["time"].format(column)

    def _joined(self, *parts: str) -> str:
        return self._as["between"].join(parts)
