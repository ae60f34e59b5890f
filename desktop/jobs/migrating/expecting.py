"""How long an upgrade will take: at the pace of the last one, else by the shop's size alone."""

from collections.abc import Sequence

from desktop.queries.migrations import Step

SMALL = 64 << 20  # bytes that any disk backs up, changes and checks within seconds
SECONDS_OF_SMALL = 10.0


def expected_seconds(size: int, history: Sequence[Step]) -> float | None:
    """With the backup before it; None where nothing is known to tell it from.

    ``size``: of the database now, in bytes; ``history``: newest first.
    """
    last = next((step for step in history if step.milliseconds and step.size), None)
    if last is not None:
        return last.milliseconds / 1000 * size / last.size
    return SECONDS_OF_SMALL if size <= SMALL else None
