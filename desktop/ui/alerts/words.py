"""What is said of an alert: title, facts, rule, age, and the one thing to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from desktop.domain.alert_rules import FEED_KINDS, SAFETY_KINDS
from desktop.domain.clock import Clock
from desktop.domain.shop import ShopInfo, currency_decimals
from desktop.queries.alerts import TYPES, AlertRow, PriceRise
from desktop.queries.columns import Choice, Column
from desktop.ui.table.words import Words
from desktop.ui.text import (
    age,
    calendar_day,
    day,
    money,
    percent,
    plural,
    quantity,
    relative,
    time_of_day,
    tr,
)

MORNING = timedelta(hours=8)
INKS = {"critical": "bad.text", "warning": "warn.text", "info": "info.text"}
GROUPS = {"critical": "Critical", "warning": "Warning", "info": "Info"}
TITLES = {
    "negative": ("{name} is below zero", "{name} was below zero"),
    "out_of_stock": ("{name} is out of stock", "{name} was out of stock"),
    "low_stock": ("{name} is low", "{name} was low"),
    "depletion": (
        "{name} will run out before it can be delivered",
        "{name} would have run out before it could be delivered",
    ),
    "price_rise": ("{vendor} asks more for {name}", "{vendor} asked more for {name}"),
    "backup_old": ("No backup was proven for a week", "A backup is proven again"),
    "drill_failed": ("A backup could not be restored", "A backup was restored on trial again"),
    "books_broken": ("The ledger is not as it was written", "The ledger is whole again"),
    "second_failed": ("The second folder has no fresh backup", "The second folder has one again"),
    "feed_failed": ("A feed could not be read", "All feeds were read again"),
    "feed_waits": ("A feed waits for your answer", "No feed waits for an answer"),
}
RULES = {
    "negative": "Rule “Below zero”: at least one place holds less than nothing, so something was"
    " booked out that was never booked in. A count puts it right.",
    "out_of_stock": "Rule “Out of stock”: nothing was on hand of a product that is active.",
    "low_stock": "Rule “Low stock”: on hand was {on_hand}, at or below the reorder point, {mark}.",
    "low_share": "Rule “Low stock”: on hand was {on_hand}, at or below {percent} of the reorder"
    " point, {mark}.",
    "depletion": "Rule “Runs out too soon”: with a chance of {chance} what is there and on its way"
    " is used up within {days} days, before goods ordered now are here. Told from {percent} on.",
    "price_rise": "Rule “Price rise”: the vendor asks more than {percent} above what it asked 30"
    " days before. It is over when the price is back under that.",
    "backup_old": "No backup was read back whole for 7 days. It is over with the next backup that"
    " is. Until then, what was booked since is in one place only.",
    "drill_failed": "Every week the newest backup is restored on trial. This time it could not be."
    " The shop itself is as it was; make another backup. It is over when one can be restored.",
    "books_broken": "Every week the data is read whole and each movement's mark is compared. What"
    " was found did not fit. Make no restore yet; verify the newest backup first.",
    "second_failed": "Each backup is also put into the second folder. This time it could not be;"
    " the first folder has it. It is over with the next backup that is in both.",
    "feed_failed": "A feed could not be read. Nothing of it came in. It is over when every"
    " feed was read again.",
    "feed_waits": "Values of a feed were changed in the shop, too. Nothing of it comes in"
    " until you say, in Feeds, whose values count.",
}


@dataclass(frozen=True)
class Deed:
    """The one fitting thing to do, as a button says it."""

    key: str
    text: str
    icon: str


COUNT = Deed("count", "Count it", "clipboard-check")
OPEN = Deed("open", "Open product", "package")
PRICES = Deed("prices", "See prices", "truck")
ORDERED = Deed("order", "Open order", "shopping-cart")
SAFETY = Deed("database", "Open Database", "database")
SOURCES = Deed("feeds", "Open Feeds", "refresh-cw")
DEEDS = (COUNT, OPEN, PRICES, SAFETY, SOURCES, ORDERED)


def deed_of(row: AlertRow, may_book: bool = True) -> Deed | None:
    """What is below zero is counted, a price is seen; of anything else the product is opened."""
    if row.type in SAFETY_KINDS:
        return SOURCES if row.type in FEED_KINDS else SAFETY
    if row.product is None:
        return None
    if row.type == "price_rise":
        return PRICES
    if row.status == "resolved" or not may_book:
        return OPEN
    if row.type == "depletion":
        return order_deed(row.params, row.decimals) or OPEN
    return COUNT if row.type == "negative" else OPEN


def order_deed(params: Mapping[str, Any], decimals: int) -> Deed | None:
    """Of what runs out: the order that Reorder proposes, or the draft that it stands in."""
    wanted, begun = (Decimal(params.get(key, "0")) for key in ("quantity", "drafted"))
    if wanted > 0:
        words = tr("Order {n}", n=quantity(wanted, decimals))
        return Deed(ORDERED.key, words, ORDERED.icon)
    return ORDERED if begun > 0 else None


def kind_of(row: AlertRow) -> Choice:
    """Word, tone and shape of the rule."""
    found = next((choice for choice in TYPES if choice.value == row.type), None)
    return found or Choice(row.type, row.type, "info", "info")


def title_of(row: AlertRow) -> str:
    """What is wrong, or was."""
    pair = TITLES.get(row.type)
    if pair is None or (row.name is None and row.type not in SAFETY_KINDS):
        return kind_of(row).title
    vendor = row.rise.vendor_name if row.rise is not None else ""
    return tr(pair[row.status == "resolved"], name=row.name, vendor=vendor)


def facts_of(row: AlertRow, now: datetime, zone: str) -> str:
    """The figures behind it in one line, the most telling first."""
    parts = [_state(row, now, zone)]
    if row.status != "resolved":
        parts += _figures(row)
    if row.assignee:
        parts.append(tr("for {name}", name=row.assignee))
    words = " · ".join(filter(None, parts))
    return words[:1].upper() + words[1:]


def _state(row: AlertRow, now: datetime, zone: str) -> str:
    if row.status == "snoozed" and row.snooze_until is not None:
        return tr("until {when}", when=soon(row.snooze_until, now, zone))
    if row.status == "acknowledged":
        return tr("acknowledged")
    if row.status == "resolved" and row.resolved_at is not None:
        return tr("over after {age}", age=age(row.at, row.resolved_at))
    return ""


def _figures(row: AlertRow) -> list[str]:
    if row.rise is not None:
        return _prices(row.rise)
    if row.type == "low_stock" and row.reorder_point is not None:
        left, mark = (quantity(n, row.decimals) for n in (row.on_hand, row.reorder_point))
        return [tr("{left} on hand, reorder at {mark}", left=left, mark=mark)]
    if row.type == "depletion":
        return _running_out(row)
    if row.type in SAFETY_KINDS:
        return [str(row.params["why"])] if row.params.get("why") else []
    if row.product is None:
        return []
    first = row.category
    if row.type == "negative":
        first = tr("{n} on hand", n=quantity(row.on_hand, row.decimals))
    sold = tr("not sold in the last 7 days")
    if row.sold > 0:
        sold = tr("sold {n} in the last 7 days", n=quantity(row.sold, row.decimals))
    return [first, sold]


def _running_out(row: AlertRow) -> list[str]:
    """When, how likely, and the order that cures it."""
    told = row.params
    parts = [tr("{n} likely", n=percent(Decimal(told.get("chance", 0))))]
    if told.get("date"):
        when = calendar_day(date.fromisoformat(told["date"]), "ddd d MMM")
        parts.insert(0, tr("runs out {day}", day=when))
    parts.append(_cure(row))
    return [part for part in parts if part]


def _cure(row: AlertRow) -> str:
    """What to order, as Reorder has it; nothing where no order helps."""
    told = row.params
    wanted, begun = (Decimal(told.get(key, "0")) for key in ("quantity", "drafted"))
    whom, number = told.get("vendor_name"), quantity(wanted, row.decimals)
    if not wanted:
        return tr("{n} in a draft order", n=quantity(begun, row.decimals)) if begun else ""
    return tr("order {n} from {name}", n=number, name=whom) if whom else tr("order {n}", n=number)


def _prices(rise: PriceRise) -> list[str]:
    old, new = (money(n, currency_decimals(rise.currency)) for n in (rise.old, rise.new))
    parts = [tr("{old} → {new}, up {n}", old=old, new=new, n=percent(rise.percent))]
    if rise.margin is not None:
        parts.append(tr("margin {n}", n=percent(rise.margin)))
    return parts


def age_of(row: AlertRow, now: datetime) -> str:
    """How long it has stood; of what is done, how long ago that was."""
    is_done = row.status in ("acknowledged", "resolved")
    return age(row.changed_at if is_done else row.at, now)


def since(row: AlertRow, now: datetime, zone: str) -> str:
    """``Out of stock since 10:13``."""
    if row.status == "resolved":
        return tr("Over")
    today = day(row.at, now, zone) == tr("today")
    when = time_of_day(row.at, zone) if today else relative(row.at, now, zone)
    return tr("{what} since {when}", what=tr(kind_of(row).title), when=when)


def soon(at: datetime, now: datetime, zone: str) -> str:
    """A moment to come: ``11:24``, ``tomorrow 08:00``, ``Mon 23 Nov 08:00``."""
    from zoneinfo import ZoneInfo

    there, here = (moment.astimezone(ZoneInfo(zone)).date() for moment in (at, now))
    clock = time_of_day(at, zone)
    if there == here:
        return clock
    if there - here == timedelta(days=1):
        return tr("tomorrow {time}", time=clock)
    return f"{calendar_day(there, 'ddd d MMM')} {clock}"


def rule_of(row: AlertRow) -> str:
    """Why it was raised, in words, with the figures of that moment."""
    params = row.params
    on_hand, mark = params.get("on_hand", "0"), params.get("reorder_point") or "0"
    share = params.get("percent", 100)
    key = "low_share" if row.type == "low_stock" and share != 100 else row.type
    pattern = RULES.get(key)
    if pattern is None:
        return tr("Rule “{name}”.", name=row.type)
    chance, days = percent(Decimal(params.get("chance", 0))), params.get("days", 0)
    figures = {"percent": percent(Decimal(share)), "chance": chance, "days": days}
    return tr(pattern, on_hand=on_hand, mark=mark, **figures)


def sleeps(shop: ShopInfo, now: datetime) -> list[tuple[str, datetime]]:
    """For how long an alert may be put aside: the words, and the moment when it is back."""
    today = shop.day_of(now)
    hour = now + timedelta(hours=1)
    tomorrow = _morning(shop, today + timedelta(days=1))
    monday = _morning(shop, today + timedelta(days=7 - today.weekday()))
    return [
        (tr("For 1 hour"), hour),
        (tr("Until tomorrow"), tomorrow),
        (tr("Until next week"), monday),
    ]


def _morning(shop: ShopInfo, day: date) -> datetime:
    """Eight o'clock, or when the shop's day begins where that is later."""
    return shop.begins(day) + max(timedelta(), MORNING - timedelta(hours=shop.day_starts_at))


def done_words(verb: str, number: int, name: str) -> str:
    """The notice after something was done to one alert or to many."""
    if number == 1 and name:
        return f"{tr(verb)}: {name}"
    return f"{tr(verb)}: {plural('{n} alert', '{n} alerts', number)}"


class AlertWords(Words):
    """An alert's cell reads out all that its row shows."""

    def __init__(self, shop: ShopInfo, clock: Clock) -> None:
        super().__init__(shop, clock)
        self.clock = clock

    def cell(self, column: Column, row: Any) -> str:
        return title_of(row) if column.key == "message" else super().cell(column, row)

    def spoken(self, column: Column, row: Any) -> str:
        if column.key != "message":
            return super().spoken(column, row)
        now = self.clock.now()
        facts = facts_of(row, now, self.shop.zone)
        return ", ".join((tr(GROUPS[row.severity]), title_of(row), facts, age_of(row, now)))
