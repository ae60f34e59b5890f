"""Odd ledgers and odd clocks, through the whole path: no crash, and no date in the past.

From the ledger by a run to the stored row, and from there to the list, the chart, what
``forecast show`` reads, orders and alerts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.domain.outlook import Outlook
from desktop.domain.reorder_policy import Policy
from desktop.jobs.forecasting.again import Desk, look
from desktop.jobs.forecasting.looking import outlooks
from desktop.jobs.forecasting.proposing import proposals
from desktop.jobs.opening import Shop
from desktop.queries.forecasts import FORECASTS, ForecastRow
from desktop.queries.outlook import outlook_of
from desktop.queries.shop import shop_info
from desktop.schema import Alert
from tests.jobs.forecasting import DAY, NOON, Past, odd_goods
from tests.trade import rows_of

KNOWN = {"kilograms", "gaps of months", "a thousand on one day"}  # enough history for a date
SURE = {"kilograms"}  # and for a date that one can rely on


@dataclass(frozen=True)
class Seen:
    """What the path shows of one product."""

    row: ForecastRow
    chart: Outlook


@pytest.fixture
def past(shop: Shop) -> Past:
    made = Past(shop)
    odd_goods(made)
    return made


def seen(past: Past, now: datetime) -> dict[str, Seen]:
    """All that the path tells at a moment, by the names of the goods; each is held to be sound."""
    with past.shop.database.read() as session:
        info = shop_info(session, past.actor)
        today = info.day_of(now)
        found = {p: outlook_of(session, info, p, now) for p in past.codes}
        told = {each.product: each for each in outlooks(session, info, now, list(past.codes))}
        ordered = proposals(session, info, now, Policy()).proposals
        standing = (Alert.type == "depletion", Alert.status != "resolved")
        alerts = session.scalars(select(Alert.params).where(*standing))
        warned = [date.fromisoformat(each["date"]) for each in alerts if each["date"]]
    rows: Mapping[UUID, ForecastRow] = {row.id: row for row in rows_of(past.shop, FORECASTS)}
    assert rows.keys() == past.codes.keys()
    for product, chart in found.items():
        row, days = rows[product], [chart.usual, chart.earliest]
        days += [row.depletion_date, row.earliest_date]
        if product in told:
            days += [told[product].told.usual, told[product].told.earliest]
            assert 0 <= told[product].told.confidence <= 1
        assert all(day is None or day >= today for day in days), row.name
    assert all(each.order_by is None or each.order_by >= today for each in ordered)
    assert all(each.quantity > 0 and each.arrives >= today for each in ordered)
    assert all(day >= today for day in warned)
    return {rows[p].name: Seen(rows[p], chart) for p, chart in found.items()}


def test_odd_ledgers_give_a_sensible_answer_or_none(past: Past) -> None:
    ran = past.run()
    assert ran.products == len(past.codes) - 1
    told = seen(past, NOON)
    bare = told.pop("no history")
    assert bare.row.made_at is None and bare.chart.ahead == ()
    for name, each in told.items():
        assert each.row.confidence is not None
        assert each.row.confidence < 50 or name in SURE, name
        assert not each.chart.has_enough or name in KNOWN, name
    assert told["kilograms"].row.depletion_date is not None
    desk, later = Desk(past.shop.database, past.shop.ids, past.actor), NOON + 40 * DAY
    assert look(desk, later).changed > 0, "days have passed without a sale, and without a run"
    seen(past, later)
    assert look(desk, later).changed == 0


@pytest.mark.parametrize("jump", [-200, 2000])
def test_a_clock_that_jumped_between_two_runs_leaves_nothing_behind(
    past: Past, jump: int, full: bool
) -> None:
    """Back into the shop's past, or years ahead; then it is set right, and all is as it was."""
    if jump < 0 and not full:
        pytest.skip("the other way only in full runs")
    past.run()
    right = {name: each.row for name, each in seen(past, NOON).items()}
    past.run(days=jump)
    seen(past, NOON + jump * DAY)
    past.run()
    for name, each in seen(past, NOON).items():
        before, after = right[name], each.row
        assert (after.depletion_date, after.chance) == (before.depletion_date, before.chance), name
        if after.made_at is not None:
            promise = past.told(after.id).parameters["promise"]
            assert date.fromisoformat(promise["day"]) <= NOON.date()
