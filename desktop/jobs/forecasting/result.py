"""Forecasts as CSV: the mean, the bands of each period and of the sums, and when stock is gone."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from desktop.db.durable import write_whole
from desktop.domain.errors import Unavailable
from desktop.domain.forecast.depletion import depletion
from desktop.domain.forecast.distribution import LEVELS
from desktop.domain.forecast.model import Fit
from desktop.domain.forecast.periods import Floats, Whole
from desktop.jobs.forecasting.panel import Panel

FORECAST = (
    *("origin", "unique_id", "ds", "mean"),
    *(f"q{level:g}" for level in LEVELS),
    *(f"c{level:g}" for level in LEVELS),
)
WITHIN = (7, 14, 28)  # periods
DEPLETION = (
    *("origin", "unique_id", "cover", "predicted_depletion_date", "earliest_date", "confidence"),
    *(f"p{periods}" for periods in WITHIN),
)


def write_forecasts(path: Path, panel: Panel, found: Fit) -> int:
    """A line for each series and period; how many. The file is there when it is whole."""
    told = found.distribution
    single, summed = told.period_quantiles(), told.quantiles()

    def lines() -> Iterator[list[object]]:
        for number, name in enumerate(panel.names):
            for at, day in enumerate(panel.ahead):
                cells = [found.mean[number, at], *single[number, at], *summed[number, at]]
                yield [panel.ahead[0], name, day, *(f"{value:.6g}" for value in cells)]

    return _write(path, FORECAST, lines())


def write_depletions(
    path: Path, panel: Panel, found: Fit, stocks: Iterable[tuple[str, Whole, Floats]]
) -> int:
    """A line for each series and stock; a date is empty where it lies beyond the horizon."""

    def lines() -> Iterator[list[object]]:
        for cover, series, stock in stocks:
            held = np.zeros(len(panel.names))
            held[series] = stock
            reached = found.distribution.reaches(held)
            told = depletion(reached, found.trust, found.evidence)
            chances = [told.chance(reached, np.full(len(held), n)) for n in WITHIN]
            for number in series:
                dates = (_day(panel, int(at[number])) for at in (told.usual, told.earliest))
                sure = (told.confidence[number], *(chance[number] for chance in chances))
                yield [
                    *(panel.ahead[0], panel.names[number], cover, *dates),
                    *(f"{value:.4f}" for value in sure),
                ]

    return _write(path, DEPLETION, lines())


def _day(panel: Panel, periods: int) -> object:
    return panel.ahead[periods - 1] if periods else ""


def _write(path: Path, names: tuple[str, ...], lines: Iterable[list[object]]) -> int:
    """The file is there whole or not at all; Unavailable says why it could not be written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    number = 0
    for line in lines:
        writer.writerow(line)
        number += 1
    try:
        write_whole(path, text.getvalue().encode())
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be written: {error.strerror or error}.",
            "Make room, or choose another folder.",
            "cannot_write",
        ) from None
    return number
