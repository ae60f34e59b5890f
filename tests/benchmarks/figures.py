"""One figure of a benchmark against its peer in the same run, and the table they are printed in."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Smaller is better. ``most`` is the goal: of ours ÷ peer where there is one, else of ours.

    ``least``: what ours may not fall below; ``ceiling``: what ours may not pass beside a peer.
    """

    name: str
    ours: float
    unit: str
    most: float
    peer: float | None = None
    peer_name: str = ""
    least: float | None = None
    ceiling: float | None = None

    @property
    def reached(self) -> float:
        """What is held against the goal."""
        return self.ours / self.peer if self.peer else self.ours

    @property
    def is_met(self) -> bool:
        is_in = self.least is None or self.ours >= self.least
        return (
            is_in and self.reached <= self.most and (not self.ceiling or self.ours <= self.ceiling)
        )


HEAD = ("figure", "ours", "peer", "ours ÷ peer", "goal", "", "against")


def table(figures: Iterable[Figure]) -> str:
    """Aligned columns of text, one line a figure."""
    lines = [HEAD, *map(_line, figures)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in (0, 5, 6) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _line(figure: Figure) -> tuple[str, ...]:
    has_peer = figure.peer is not None
    return (
        figure.name,
        f"{figure.ours:.1f} {figure.unit}",
        f"{figure.peer:.1f} {figure.unit}" if has_peer else "",
        f"{figure.reached:.3f}" if has_peer else "",
        _goal(figure),
        "met" if figure.is_met else "MISSED",
        figure.peer_name,
    )


def _goal(figure: Figure) -> str:
    goal = f"≤ {figure.most:.3g}" + ("" if figure.peer is not None else f" {figure.unit}")
    if figure.ceiling is not None:
        goal += f", {figure.ceiling:.3g} {figure.unit}"
    return goal if figure.least is None else f"{figure.least:.3g} {goal}"
