"""When a list reads its keys anew: when it is quiet, and never too often."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Pace:
    """Seconds. Due when nothing changed for ``quiet`` (but after ``longest`` at the latest), and
    ``least`` after the reading before; sooner where that one took no time worth speaking of:
    ``share`` times as long as it took."""

    quiet: float = 1.0
    least: float = 5.0
    longest: float = 10.0
    share: float = 10.0
    first_change: float | None = None
    last_change: float = 0.0
    last_read: float = float("-inf")
    took: float = float("inf")

    def changed(self, now: float) -> "Pace":
        first = now if self.first_change is None else self.first_change
        return replace(self, first_change=first, last_change=now)

    def asked(self, now: float) -> "Pace":
        """Somebody wants it then."""
        first, last = now - self.longest, now - self.quiet
        return replace(self, first_change=first, last_change=last, last_read=float("-inf"))

    def read(self, now: float) -> "Pace":
        """The keys are being read: what changed up to now is in them."""
        return replace(self, first_change=None, last_read=now)

    def done(self, now: float) -> "Pace":
        """The keys of the last reading came."""
        return replace(self, took=now - self.last_read)

    def took_nothing(self) -> "Pace":
        """The last reading was the first page's, which was wanted anyway."""
        return replace(self, took=0.0)

    def due(self) -> float | None:
        """The moment to read; None when nothing changed."""
        if self.first_change is None:
            return None
        quiet = min(self.last_change + self.quiet, self.first_change + self.longest)
        return max(quiet, self.last_read + min(self.least, self.share * self.took))
