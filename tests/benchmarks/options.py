"""What a run of benchmarks was asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """Sizes of the shop, engines, rounds of each measurement; ``shops`` keeps what was filled."""

    engines: tuple[str, ...]
    products: int
    movements: int
    rounds: int
    shops: Path | None = None
