"""How long work tells how far it is, and learns that it should stop."""

from typing import Protocol


class Cancelled(Exception):
    """The person stopped the job; everything it had written is rolled back.

    With words it ended by itself and has nothing to show: they say why.
    """


class Progress(Protocol):
    """What a job reports to. ``report`` raises Cancelled when the person has stopped it."""

    def report(self, done: int, total: int, message: str = "") -> None:
        """Work done so far; ``total`` 0 while it is not known."""
        ...


class Silent:
    """Nobody watches."""

    def report(self, done: int, total: int, message: str = "") -> None:
        """Goes on."""
