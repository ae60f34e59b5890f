"""Words about long work that several layers share: how a run stands, and which rows are records."""

WAITING, RUNNING = "waiting", "running"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
UNDER_WAY = (WAITING, RUNNING)
# These only read, or write a little that is theirs alone, and each is a lane of its own; all others
# rewrite the shop, or keep all of it.
BESIDE = frozenset(("check", "export", "forecast", "last_year", "pictures", "print", "verify"))
# Rows of these kinds are part of the shop's books; all others only tell of work that was done.
RECORDS = ("close_of_day", "demo", "import")
LEFT = "It ended with the program: Onhand was closed or stopped while this ran."


def lane_of(kind: str) -> str:
    """What a job waits behind: those of its own kind, or whatever works on the whole shop."""
    return kind if kind in BESIDE else "whole"
