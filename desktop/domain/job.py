"""Words about long work that several layers share: how a run stands, and which rows are records."""

WAITING, RUNNING = "waiting", "running"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
UNDER_WAY = (WAITING, RUNNING)
# Rows of these kinds are part of the shop's books; all others only tell of work that was done.
RECORDS = ("close_of_day", "demo", "import")
LEFT = "It ended with the program: Onhand was closed or stopped while this ran."
