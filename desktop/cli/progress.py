"""How far long work is, on the terminal, in one line that overwrites itself."""

import sys


class Told:
    """Tells on stderr when a person looks at it, and is silent in pipes and files."""

    def __init__(self) -> None:
        self._is_seen = sys.stderr.isatty()

    def report(self, done: int, total: int, message: str = "") -> None:
        """``total`` 0 while it is not known."""
        if self._is_seen:
            share = f"{done} of {total}" if total else str(done)
            end = "\n" if done >= total > 0 else ""
            print(f"\r{message} {share}".ljust(60), end=end, file=sys.stderr, flush=True)
