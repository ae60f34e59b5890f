"""The last year lived again, in words: what the policy would have made better, or worse."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from desktop.domain.last_year import Kept, LastYear, Lived, by_class
from desktop.ui.text import calendar_day, money, number, plural, rounded, tr

DAY = timedelta(days=1)
YEAR = 365
HEADS = ("", "Days without stock", "Not sold", "Money in stock", "Orders", "Thrown away")
GOODS = ("Class", "Product", "Days out, points", "Days out, policy", "In stock, points",
         "In stock, policy")  # fmt: skip


def sentence(told: LastYear) -> str:
    """The whole comparison in two sentences."""
    groups = by_class(told)
    if not groups:
        words = tr("No product has a reorder point yet, so there is nothing to compare with.")
        return f"{words} {_alone(told)}"
    points, policy = groups[-1].points, groups[-1].policy
    time = tr("last year") if told.days >= YEAR else tr("in the last {n} days", n=number(told.days))
    days = plural("{n} day", "{n} days", policy.days)
    first = tr(
        "With this policy {time}: {days} without stock instead of {before}, {worth}.",
        time=time, days=days, before=number(points.days), worth=_share(points, policy),
    )  # fmt: skip
    return f"{first} {_lost(points, policy)}"


def _share(points: Kept, policy: Kept) -> str:
    """``18 % less money in stock``."""
    if points.money <= 0:
        return tr("{sum} in stock", sum=money(policy.money))
    change = round(100 * (policy.worth / points.worth - 1))
    if change == 0:
        return tr("as much money in stock")
    words = tr("{n} % less money in stock") if change < 0 else tr("{n} % more money in stock")
    return words.format(n=number(abs(change)))


def _lost(points: Kept, policy: Kept) -> str:
    return tr(
        "{units} units not sold instead of {before}, {orders} orders instead of {others}.",
        units=rounded(policy.units), before=rounded(points.units),
        orders=number(policy.orders), others=number(points.orders),
    )  # fmt: skip


def _alone(told: LastYear) -> str:
    days = sum(row.policy.days for row in told.rows)
    return plural(
        "With this policy: {n} day without stock.", "With this policy: {n} days without stock.",
        days,
    )  # fmt: skip


def notes(told: LastYear) -> str:
    """What it is from, and what was left out."""
    first, last = (calendar_day(day, "d MMM yyyy") for day in (told.first, told.last))
    left = sum(row.points is None for row in told.rows)
    expire = sum(row.is_left_out for row in told.rows)
    guessed = sum(row.guessed for row in told.compared)
    parts = [tr("{first} to {last}, days summed over products.", first=first, last=last)]
    if left:
        one = "{n} product without a reorder point is left out."
        parts.append(plural(one, "{n} products without a reorder point are left out.", left))
    if expire:
        one = "{n} product is left to you: the smallest order would mostly expire."
        many = "{n} products are left to you: the smallest order would mostly expire."
        parts.append(plural(one, many, expire))
    if guessed >= 1:
        words = tr("Demand of days without stock is estimated: {n} units.", n=rounded(guessed))
        parts.append(words)
    return " ".join(parts)


def table(told: LastYear) -> list[tuple[str, ...]]:
    """By class and in all: the points' number, then the policy's."""
    return [
        (
            tr("All") if not each.grade else tr("Class {name}", name=each.grade),
            _pair(number(each.points.days), number(each.policy.days)),
            _pair(rounded(each.points.units), rounded(each.policy.units)),
            _pair(_round(each.points.money), _round(each.policy.money)),
            _pair(number(each.points.orders), number(each.policy.orders)),
            _pair(_round(each.points.thrown_away), _round(each.policy.thrown_away)),
        )
        for each in by_class(told)
    ]


def goods(rows: Sequence[Lived], decimals: int) -> list[tuple[str, ...]]:
    """A line for each product; without a reorder point only the policy's numbers."""
    return [
        (
            row.grade, row.name,
            number(row.points.days) if row.points else "–", number(row.policy.days),
            money(row.points.money, decimals) if row.points else "–",
            money(row.policy.money, decimals),
        )
        for row in rows
    ]  # fmt: skip


def telling(told: LastYear) -> list[Lived]:
    """The products for which it makes the greatest difference first."""

    def weight(row: Lived) -> tuple[int, float, str]:
        other = row.points or Kept()
        return -abs(row.policy.days - other.days), -abs(row.policy.worth - other.worth), row.sku

    return sorted(told.compared or told.rows, key=weight)


def labels(told: LastYear) -> tuple[str, ...]:
    """Of each day, short."""
    return tuple(calendar_day(told.first + at * DAY) for at in range(told.days))


def spoken(told: LastYear, days: Sequence[str]) -> tuple[str, ...]:
    """Of each day, what both had."""
    return tuple(
        tr("{day}: {now} out of stock with the policy, {before} with the points",
           day=day, now=number(int(now)), before=number(int(before)))
        for day, now, before in zip(days, told.outs.policy, told.outs.points, strict=True)
    )  # fmt: skip


def _pair(points: str, policy: str) -> str:
    return f"{points} → {policy}"


def _round(amount: Decimal) -> str:
    return number(round(amount))
