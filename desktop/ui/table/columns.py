"""Which columns fit, in which order, and how wide they are: fixed ones as they say, one takes the
rest. What a person changed of it is kept by the columns' keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.queries.columns import Column

LEAST_REST = 180
ENOUGH, MORE = 360, 0.8  # the rest from which on words beside it widen, and by how much at most
LEAST, MOST = 40, 1200  # what a person may make of a column, at 100 %


@dataclass
class Layout:
    """``shown`` overrules the window's width, ``widths`` the columns' own; ``order`` may be old."""

    shown: dict[str, bool] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Layout":
        """As it was written; what means nothing is left out."""
        shown, widths, order = (kept.get(name) for name in ("shown", "widths", "order"))
        return cls(
            {k: v for k, v in _items(shown) if isinstance(v, bool)},
            {k: min(max(v, LEAST), MOST) for k, v in _items(widths) if type(v) is int},
            tuple(k for k in order if isinstance(k, str)) if isinstance(order, list) else (),
        )

    def written(self) -> dict[str, Any]:
        """As JSON may hold it; empty for the standard."""
        parts = {"shown": self.shown, "widths": self.widths, "order": list(self.order)}
        return {name: part for name, part in parts.items() if part}

    def arranged(self, columns: Sequence[Column]) -> list[Column]:
        """In the person's order. One they do not know stands behind the one it follows by itself.

        The first column always is the first.
        """
        by_key = {column.key: column for column in columns}
        known = [key for key in dict.fromkeys(self.order) if key in by_key]
        for number, column in enumerate(columns):
            if column.key not in known:
                before = columns[number - 1].key if number else ""
                known.insert(known.index(before) + 1 if before else 0, column.key)
        first = columns[0].key
        return [by_key[key] for key in [first, *(key for key in known if key != first)]]


def widths(
    columns: Sequence[Column],
    room: int,
    window: int,
    scale: float,
    chosen: Mapping[str, bool],
    own: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Pixels of each column, 0 for a hidden one.

    ``room`` is the table's width, ``window`` the window's, which ``hidden_below`` is compared with;
    ``chosen`` overrules it, ``own`` the columns' widths. Where there is much room, columns of words
    get more than they ask for. Where too little would be left for the
    column that takes the rest, columns that the person did not choose are left out from the right.
    """
    own = own or {}
    shown = [c for c in columns if chosen.get(c.key, window >= c.hidden_below)]
    fixed = {c.key: round(own.get(c.key, c.width) * scale) for c in shown if c.width}
    takes_rest = next((c.key for c in shown if not c.width), "")
    least = LEAST_REST if takes_rest else 0
    for column in reversed(shown[1:]):
        if sum(fixed.values()) + least <= room:
            break
        if column.key not in chosen and column.key not in own:
            fixed.pop(column.key, None)
    result = {c.key: fixed.get(c.key, 0) for c in columns}
    if takes_rest:
        enough = round(ENOUGH * scale)
        spare = max(0, room - sum(fixed.values()) - enough)
        words = [c.key for c in shown if c.key in fixed and c.kind == "text" and c.key not in own]
        for place, key in enumerate(words):  # a long name is cut while another has room to spare
            more = min(spare // (len(words) - place), round(fixed[key] * MORE))
            result[key] += more
            spare -= more
        result[takes_rest] = max(LEAST_REST, room - sum(result.values()))
    return result


def _items(part: Any) -> list[tuple[str, Any]]:
    return [(k, v) for k, v in part.items() if isinstance(k, str)] if isinstance(part, dict) else []
