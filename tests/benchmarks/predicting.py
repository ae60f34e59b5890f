"""Forecasts of the desk's panels beside the reference and the library peers: goals F1 to F9.

The figures are shares: 76 % is a loss of .76 of the peer's that the goal names. Each is held
against its goal and, where the reference says something, against 1.03 of what that says.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from desktop.domain.forecast.depletion import BEYOND, Depletion, depletion
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.predicted import (
    LIBRARIES,
    OURS,
    PLAIN,
    REFERENCE,
    Tools,
    foretold,
    missing,
    peers,
    simulated,
    tools,
)

PANELS = ("dev_online", "dev_stores", "dev_jewelry")
NEAR = 1.03  # times the reference
WITHIN = (7, 14, 28)
FILL = 0.95  # of demand that is served, where both policies reach it
MOST = {
    "F5": {"online": 0.62, "stores": 0.42},
    "F7": {"online": 0.08},
    "F8": {"stores": 0.45},
    "F9": {"online": 1.0},
}
USUAL = {"F7": 0.06, "F8": 0.85, "F9": 0.90}
Told = dict[str, dict[str, list[Any]]]  # by peer and measure, one entry for each origin


def run(_options: Options) -> Iterator[Figure]:
    """One panel after the other; the shop's products and engines play no part."""
    why = missing()
    if why:
        print(f"Left out: {why}")
        return
    desk = tools()
    ratios: dict[str, list[float]] = defaultdict(list)
    for name in PANELS:
        for figure in _panel(desk, name):
            ratios[figure.name[:2]].append(figure.ours)
            yield figure
    for goal, most in (("F1", 80.0), ("F2", 90.0)):
        usual = math.exp(float(np.mean(np.log(ratios[goal]))))
        yield Figure(f"{goal} of all panels, geometric mean", usual, "%", most)


def _panel(desk: Tools, name: str) -> Iterator[Figure]:
    panel, short = desk.panels.load(name), name.removeprefix("dev_")
    scores: Told = defaultdict(lambda: defaultdict(list))
    dates: Told = defaultdict(lambda: defaultdict(list))
    for origin, series in desk.harness.cases(panel):
        sold = series.Y[:, origin : origin + series.h]
        for peer, forecast in peers(desk):
            found = foretold(forecast, series, origin)
            told = desk.scores.score(series.Y[:, :origin], found, sold, series.m)
            for measure, value in told.items():
                scores[peer][measure].append(value)
            if series.m == 7 and peer in (OURS, REFERENCE):
                _used_up(desk, series, origin, peer, found, dates)
    yield from _losses(short, {peer: _means(told) for peer, told in scores.items()})
    if dates:
        yield from _dates(short, dates)
    yield from _policies(short, simulated(desk, name))


def _means(told: dict[str, list[Any]]) -> dict[str, float]:
    return {measure: float(np.mean(values)) for measure, values in told.items()}


def _losses(short: str, told: dict[str, dict[str, float]]) -> Iterator[Figure]:
    """F1 to F4."""
    mine, its = (told[peer]["cum_wql"] for peer in (OURS, REFERENCE))
    simple = told[PLAIN]["cum_wql"]
    yield _figure(f"F1 {short}: loss of sums ÷ {PLAIN}", mine / simple, 0.90, its / simple)
    known = {peer: told[peer]["cum_wql"] for peer in LIBRARIES if peer in told}
    if known:
        best = min(known, key=lambda peer: known[peer])
        yield _figure(f"F2 {short}: loss of sums ÷ {best}", mine / known[best], 1.0,
                      its / known[best])  # fmt: skip
        if short == "stores" and "LightGBM" in told:
            peer = told["LightGBM"]["wql"]
            yield _figure("F3 stores: loss of days ÷ LightGBM", told[OURS]["wql"] / peer, 1.05,
                          told[REFERENCE]["wql"] / peer)  # fmt: skip
    for measure, words, least, most in (
        ("cum_cov80", "inside the 80 % band", 75, 90),
        ("cum_under95", "under the 95 % level", 91, 98),
    ):
        mine, its = (told[peer][measure] for peer in (OURS, REFERENCE))
        yield Figure(f"F4 {short}: {words} (the reference {its:.1%})", 100 * mine, "%", most,
                     least=least)  # fmt: skip


def _used_up(desk: Tools, series: Any, origin: int, peer: str, found: dict[str, Any], told: Told
             ) -> None:  # fmt: skip
    """Stock for so many days of the last month's mean, and the day on which it was used up."""
    ends = series.h + 1
    sold = np.cumsum(series.Y[:, origin : origin + series.h], 1)
    stocks, some = desk.harness.stocks(series, origin)
    for stock in stocks.values():
        reached = sold >= stock[:, None]
        day = np.where(reached.any(1), reached.argmax(1) + 1, ends)
        naive = desk.depletion.naive_date(series, origin, stock)
        answers = {peer: desk.depletion.cdf_depletion(found["cum"], stock), "naive": naive}
        sure = np.ones(len(stock)), np.full(len(stock), np.inf)
        if "fit" in found:
            answers["asked"] = found["fit"].distribution.reaches(stock)
            sure = found["fit"].trust, found["fit"].evidence
        for name, chance in answers.items():
            date = depletion(chance[some], *(each[some] for each in sure))
            _judged(told[name], chance[some], reached[some], day[some], date)


def _judged(
    told: dict[str, list[Any]], chance: Any, reached: Any, day: Any, date: Depletion
) -> None:
    """``day``: one more than there are where it was not used up."""
    ends = reached.shape[1] + 1
    usual, earliest = (np.where(at == BEYOND, ends, at) for at in (date.usual, date.earliest))
    shown = date.usual != BEYOND
    at = [periods - 1 for periods in WITHIN]
    near = np.maximum(2, np.rint(0.25 * usual))
    told["crps"].append(((chance - reached) ** 2).sum(1))
    told["early"].append(day < earliest)
    told["chance"].append(chance[:, at].ravel())
    told["came"].append(reached[:, at].ravel())
    told["confidence"].append(date.confidence[shown])
    told["held"].append((np.abs(day - usual) <= near)[shown])


def _dates(short: str, told: Told) -> Iterator[Figure]:
    """F5 to F7; what the shop asks its distribution, and what the harness reads off its levels."""
    all_of = {
        peer: {measure: np.concatenate(values).astype(float) for measure, values in one.items()}
        for peer, one in told.items()
    }
    naive, its = all_of["naive"]["crps"].mean(), all_of[REFERENCE]
    for peer, how in ((OURS, "by its levels"), ("asked", "as the shop asks")):
        mine = all_of[peer]
        yield _figure(f"F5 {short}: depletion, CRPS ÷ stock by mean, {how}",
                      mine["crps"].mean() / naive, MOST["F5"][short],
                      its["crps"].mean() / naive)  # fmt: skip
        yield _figure(f"F6 {short}: used up before the earliest date, {how}",
                      mine["early"].mean(), 0.06)  # fmt: skip
        for measure, came, words in (
            ("chance", "came", "P(out)"), ("confidence", "held", "confidence")
        ):  # fmt: skip
            error, other = (_apart(one[measure], one[came]) for one in (mine, its))
            name = f"F7 {short}: {words} told against held, {how} (the reference {other:.1%})"
            yield _figure(name, error, _most("F7", short))


def _apart(chance: Any, came: Any) -> float:
    """Expected calibration error over ten bins."""
    part = np.minimum((chance * 10).astype(int), 9)
    told, was = np.bincount(part, chance, 10), np.bincount(part, came, 10)
    return float(np.abs(told - was).sum() / len(chance))


def _policies(short: str, told: dict[str, Any]) -> Iterator[Figure]:
    """F8 and F9. Stock is compared at a fill that all three policies reach, the nearest to FILL."""
    curves = {name: _curve(told[name]) for name in (OURS, REFERENCE, "fixed")}
    low = max(float(fill[0]) for fill, _ in curves.values())
    high = min(float(fill[-1]) for fill, _ in curves.values())
    if low <= high:
        fill = min(max(FILL, low), high)
        held = {name: float(np.interp(fill, *curve)) for name, curve in curves.items()}
        yield _figure(f"F8 {short}: stock at {fill:.1%} served ÷ fixed threshold",
                      held[OURS] / held["fixed"], _most("F8", short),
                      held[REFERENCE] / held["fixed"])  # fmt: skip
    cost = {name: told[name]["best200"]["cost200"] for name in (OURS, REFERENCE, "mean30")}
    mine, its = (cost[name] / cost["mean30"] for name in (OURS, REFERENCE))
    yield _figure(f"F9 {short}: least cost ÷ 30-day mean policy", mine, _most("F9", short), its)


def _curve(told: dict[str, Any]) -> tuple[Any, Any]:
    rows = sorted(told["curve"], key=lambda row: row["days"])
    return np.maximum.accumulate([row["fill"] for row in rows]), [row["days"] for row in rows]


def _most(goal: str, short: str) -> float:
    return MOST[goal].get(short, USUAL[goal])


def _figure(name: str, share: float, most: float, reference: float | None = None) -> Figure:
    """``most``: of the share itself; it is held against 1.03 of the reference's as well."""
    if reference is None:
        return Figure(name, 100 * share, "%", 100 * most)
    return Figure(name, 100 * share, "%", NEAR, 100 * reference, REFERENCE, ceiling=100 * most)
