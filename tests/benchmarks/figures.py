"""One figure of a benchmark against its peer in the same run, and the table they are printed in."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Smaller is better. ``most`` is the goal: of ours ÷ peer where there is one, else of ours."""

    name: str
    ours: float
    unit: str
    most: float
    peer: float | None = None
    peer_name: str = ""

    @property
    def reached(self) -> float:
        """What is held against the goal."""
        return self.ours / self.peer if self.peer else self.ours

    @property
    def is_met(self) -> bool:
        return self.reached <= self.most


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
        f"≤ {figure.most:.3g}" + ("" if has_peer else f" {figure.unit}"),
        "met" if figure.is_met else "MISSED",
        figure.peer_name,
    )
