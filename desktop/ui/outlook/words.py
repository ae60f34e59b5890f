"""The outlook of a product in words: dates, chances, factors, and how far it can be trusted."""

from datetime import date
from decimal import Decimal

from desktop.domain.outlook import (
    BANDS,
    MIDDLE,
    USUAL,
    AheadDay,
    Explained,
    Factor,
    Outlook,
    PastDay,
)
from desktop.ui.text import MINUS, TIMES, calendar_day, number, plural, quantity, rounded, tr

LOW80, HIGH80 = BANDS[1][1:]
EQUAL = 0.005  # factors nearer to 1 are not worth a sentence
FEW = 6
CONFIDENT, DOUBTFUL = 0.6, 0.3
DEFINITIONS = {
    "usual": "The first day through which the stock is used up with a chance of at least 50 %.",
    "earliest": "The first day through which the stock is used up with a chance above 5 %.",
    "order_by": "The earliest date less the lead time: ordered by then, it comes in time.",
    "confidence": "The chance that it happens within 2 days of the date shown, or within a quarter "
    "of the days left where that is more.",
    "chance": "The chance that what is here and on order is used up within the lead time and the "
    "time until orders are looked at again.",
    "rate": "What an ordinary week sells, by its seven days: closed days count, promotions and "
    "events do not.",
    "accuracy": "Tried on days of the past that the model had not seen: how much less it erred "
    "than last week repeated, and how many of the days lay inside the 80 % band.",
}


def share(value: float) -> str:
    """``23 %``."""
    return f"{number(round(value * 100))}\u00a0%"


def change(ratio: float) -> str:
    """``+31 %``, ``−12 %``."""
    sign = "+" if ratio >= 1 else MINUS
    return sign + share(abs(ratio - 1))


def short_day(day: date) -> str:
    """``2 Dec``."""
    return calendar_day(day)


def runs_out(told: Outlook) -> str:
    """``2 Dec``, ``now``, ``after 90 days``, or a dash where nothing is told."""
    if not told.ahead:
        return "–"
    if told.on_hand <= 0:
        return tr("now")
    if told.usual is None:
        return tr("after {n} days", n=len(told.ahead))
    return short_day(told.usual)


def between(told: Outlook) -> str:
    """The 80 % around the date: ``80 %: 29 Nov to 7 Dec``."""
    if not told.ahead:
        return ""
    if told.on_hand <= 0:
        return tr("Nothing is left")
    first, last = told.out_by(0.1), told.out_by(0.9)
    if first is None:
        return tr("hardly before then")
    if last is None:
        return tr("80 %: from {first} on", first=short_day(first))
    if first == last:
        return tr("80 %: on that day")
    return tr("80 %: {first} to {last}", first=short_day(first), last=short_day(last))


def order_by(told: Outlook) -> tuple[str, str, str]:
    """The last day to order, its note and its tone."""
    if told.supply is None:
        return "–", tr("No vendor has a price for it"), "primary"
    lead = plural("{n} day lead", "{n} days lead", told.supply.lead_days)
    if not told.ahead or told.order_by is None:
        return "–", lead, "primary"
    note = tr("{lead} + {n} safety", lead=lead, n=told.safety_days) if told.on_hand > 0 else lead
    if told.order_by <= told.today:
        return tr("now"), note, "bad"
    is_soon = (told.order_by - told.today).days <= 7
    return short_day(told.order_by), note, "warn" if is_soon else "primary"


def chance_in_lead(told: Outlook) -> float | None:
    """That it is gone before an order of today comes, as the list says it too."""
    return told.chance if told.ahead else None


def trust(told: Outlook) -> str:
    """Confidence in a word and a number."""
    if told.ahead and told.on_hand <= 0:
        return tr("nothing is left")
    if not told.ahead or told.usual is None:
        return tr("no date, so no confidence in one")
    words = (
        tr("sure") if told.confidence >= CONFIDENT
        else tr("fair") if told.confidence >= DOUBTFUL
        else tr("unsure")
    )  # fmt: skip
    return tr("{share} confidence: {words}", share=share(told.confidence), words=words)


def sentence(told: Outlook) -> str:
    """The whole in one sentence, as a screen reader says it."""
    if not told.ahead:
        return tr("There is no forecast yet.")
    hand = quantity(told.on_hand, told.decimals)
    if told.on_hand <= 0:
        return tr("Nothing is left; {rate} a day would be sold.", rate=_rate(told))
    if told.usual is None:
        return tr("{n} on hand; hardly used up within {days} days.", n=hand, days=len(told.ahead))
    first, last = told.out_by(0.1), told.out_by(0.9)
    if first is None or last is None or first == last:
        return tr("Runs out {day}; {n} on hand.", day=short_day(told.usual), n=hand)
    return tr(
        "Runs out {day}, 80 % between {first} and {last}; {n} on hand.",
        day=short_day(told.usual), first=short_day(first), last=short_day(last), n=hand,
    )  # fmt: skip


def _rate(told: Outlook) -> str:
    return rounded(told.explained.rate) if told.explained else "0"


def reasons(told: Outlook) -> list[str]:
    """Why: the level, then what moves it most, then its history."""
    why = told.explained
    if why is None:
        return []
    said = [
        tr("Level {rate} a day, memory {n} days.", rate=rounded(why.rate, 2),
           n=number(round(why.memory_days)))
    ]  # fmt: skip
    worth = [factor for factor in why.factors if abs(factor.ratio - 1) > EQUAL]
    worth.sort(key=lambda factor: -abs(factor.ratio - 1))
    said += [reason(factor) for factor in worth[:FEW]]
    if not told.has_enough:
        said.append(tr("There is not enough history of its own: it leans on its category."))
    return said


def reason(factor: Factor) -> str:
    """One factor as a sentence."""
    if factor.kind == "weekday":
        day = calendar_day(date(2024, 1, 1 + factor.number), "dddd")  # that year began on a Monday
        return tr("{day}s {change}.", day=day, change=change(factor.ratio))
    if factor.kind == "promotion":
        times = TIMES + number(Decimal(str(round(factor.ratio, 2))))
        return tr("Promotion {times} (from {days}).", times=times,
                  days=plural("{n} promo day", "{n} promo days", factor.number))  # fmt: skip
    if factor.kind == "growth":
        return tr("{change} on the quarter before.", change=change(factor.ratio))
    name = factor.name[:1].upper() + factor.name[1:]
    return tr("{name} {change}.", name=name, change=change(factor.ratio))


def back_test(why: Explained | None) -> str:
    """How it did on the past, in words."""
    if why is None or why.better is None:
        return tr("Back-test: not enough history to try it on.")
    if why.better >= EQUAL:
        said = tr("{share} better than last week repeated", share=share(why.better))
    elif why.better <= -EQUAL:
        said = tr("{share} worse than last week repeated", share=share(-why.better))
    else:
        said = tr("as good as last week repeated")
    if why.held is None:
        return tr("Back-test: {said}.", said=said)
    return tr("Back-test: {said}, 80 % band held {held}.", said=said, held=share(why.held))


def past_words(day: PastDay) -> str:
    """One day of the past, as the cursor reads it."""
    parts = [f"{calendar_day(day.day, 'ddd d MMM')}: " + tr("sold {n}", n=_count(day.sold))]
    parts.append(tr("on hand {n}", n=_count(day.on_hand)))
    for is_so, words in (
        (day.is_promo, tr("promotion")), (day.is_closed, tr("closed")),
        (day.is_out, tr("out of stock")),
    ):  # fmt: skip
        if is_so:
            parts.append(words)
    if day.expected is not None:
        parts.append(tr("the model says {n}", n=rounded(day.expected)))
    return " · ".join(parts)


def ahead_words(told: Outlook, day: AheadDay) -> str:
    """One day ahead, as the cursor reads it."""
    low, high = day.sold[LOW80], day.sold[HIGH80]
    parts = [
        f"{calendar_day(day.day, 'ddd d MMM')}: " + tr("expected {n}", n=rounded(day.expected)),
        tr("80 % {low} to {high}", low=_count(low), high=_count(high)),
        tr("left {n}", n=_count(told.left(day, MIDDLE))),
        tr("chance to be out {share}", share=share(day.out)),
    ]
    names = [each.name for each in told.happenings if each.first <= day.day <= each.last]
    return " · ".join([*parts, *names])


def _count(value: float) -> str:
    return rounded(value, 1)


def is_out_soon(told: Outlook) -> bool:
    """Whether the date wants to be seen."""
    return told.on_hand <= 0 or (told.usual is not None and told.ahead[-1].out >= USUAL)
