"""What the three tiles say: today's sales, the stock's worth, how many products run low."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from desktop.domain.shop import ShopInfo
from desktop.queries.dashboard import LowCourse, ValueCourse
from desktop.queries.sales import SalesToday
from desktop.ui.text import calendar_day, money, plural, signed, time_of_day, tr
from desktop.ui.widgets.kpi_tile import Kpi

UP, DOWN = "arrow-up-right", "arrow-down-right"
TENTH = Decimal("0.1")
WEEK = timedelta(days=7)


def sales_kpi(found: SalesToday, shop: ShopInfo, now: datetime) -> Kpi:
    """Against what the same weekday had sold by this time a week ago."""
    today = shop.day_of(now)
    weekday = calendar_day(today, "dddd")
    at = time_of_day(now, shop.zone)
    note = tr("vs last {weekday} by {time}", weekday=weekday, time=at)
    change = change_of(found.amount, found.then)
    if change is None:
        note = tr("nothing last {weekday} by {time}", weekday=weekday, time=at)
    return Kpi(
        value=money(found.amount, shop.decimals),
        change="" if change is None else percent_of(change),
        arrow=arrow_of(change),
        tone="warn" if change is not None and change < 0 else "ok",
        note=note,
        course=tuple(float(amount) for amount in found.course),
        open_end=True,
    )


def value_kpi(found: ValueCourse, shop: ShopInfo) -> Kpi:
    """Against the end of last week."""
    change = change_of(found.amount, found.week_began)
    return Kpi(
        value=money(found.amount, shop.decimals),
        change="" if change is None else percent_of(change),
        arrow=arrow_of(change),
        tone="warn" if change is not None and change < 0 else "neutral",
        note=tr("this week"),
        course=tuple(float(amount) for amount in found.course),
    )


def low_kpi(found: LowCourse) -> Kpi:
    """Against the end of last week: more of them is worse."""
    change = found.products - found.week_began
    return Kpi(
        value=plural("{n} product", "{n} products", found.products),
        change=signed(Decimal(change)) if change else tr("no change"),
        arrow=arrow_of(Decimal(change)),
        tone="bad" if change > 0 else "ok" if change < 0 else "neutral",
        note=tr("since Monday"),
        course=tuple(float(number) for number in found.course),
    )


def change_of(now: Decimal, before: Decimal) -> Decimal | None:
    """By how many percent, in tenths; None where there was nothing before."""
    if before <= 0:
        return None
    return ((now - before) * 100 / before).quantize(TENTH, ROUND_HALF_UP)


def percent_of(change: Decimal) -> str:
    """``+8.2 %``."""
    return f"{signed(change, 1)}\u00a0%"


def arrow_of(change: Decimal | None) -> str:
    """The icon of a change; none where there is none."""
    if not change:
        return ""
    return UP if change > 0 else DOWN
