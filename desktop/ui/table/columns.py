"""Which columns fit, and how wide they are: fixed ones as they say, one takes the rest."""

from collections.abc import Mapping, Sequence

from desktop.queries.columns import Column

LEAST_REST = 180


def widths(
    columns: Sequence[Column], room: int, window: int, scale: float, chosen: Mapping[str, bool]
) -> dict[str, int]:
    """Pixels of each column, 0 for a hidden one.

    ``room`` is the table's width, ``window`` the window's, which ``hidden_below`` is compared with;
    ``chosen`` overrules it. Where too little would be left for the column that takes the rest,
    columns that the person did not choose are left out from the right.
    """
    shown = [c for c in columns if chosen.get(c.key, window >= c.hidden_below)]
    fixed = {c.key: round(c.width * scale) for c in shown if c.width}
    takes_rest = next((c.key for c in shown if not c.width), "")
    least = LEAST_REST if takes_rest else 0
    for column in reversed(shown[1:]):
        if sum(fixed.values()) + least <= room:
            break
        if column.key not in chosen:
            fixed.pop(column.key, None)
    result = {c.key: fixed.get(c.key, 0) for c in columns}
    if takes_rest:
        result[takes_rest] = max(LEAST_REST, room - sum(fixed.values()))
    return result
