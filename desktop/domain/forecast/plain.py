"""Numbers as JSON can hold them: short, and the same again when read."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.domain.forecast.periods import Floats

Json = dict[str, Any]
_DIGITS = 5


def short(value: float) -> float | None:
    """To five digits, as that is more than demand can tell; nothing where there is no number."""
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None


def plain(values: NDArray[Any]) -> Any:
    """Lists of lists of such numbers."""
    if values.ndim > 1:
        return [plain(row) for row in values]
    if not np.isfinite(values).all():
        return [short(float(value)) for value in values]
    told = values.tolist()
    return list(map(float, (f"%.{_DIGITS}g " * len(told) % tuple(told)).split()))


def shared(values: Floats) -> list[float | None]:
    """As ``plain``, of what many series have in common: told once."""
    return list(_told(values.tobytes()))


@lru_cache(maxsize=64)
def _told(data: bytes) -> tuple[float | None, ...]:
    return tuple(plain(np.frombuffer(data, np.float64)))


def floats(told: Any) -> Floats:
    """The array; where nothing was told it is no number."""
    return np.array(told, float)
