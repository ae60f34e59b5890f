"""The close of a day in words: one set of sections for the screen, for CSV and for paper."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from desktop.domain.errors import Unavailable
from desktop.domain.shop import ShopInfo, currency_decimals
from desktop.jobs.exporting import write_csv
from desktop.queries.closing import DayFigures
from desktop.ui.paper.ticket import LARGE, RULE, SMALL, Row, save_roll
from desktop.ui.text import calendar_day, moment, money, number, percent, tr

KINDS = {
    "sale": "Sales",
    "return": "Returns",
    "return_unnamed": "Returns without ticket",
    "return_bought": "Undone of deliveries",
    "receipt": "Deliveries",
    "count": "Counts",
    "adjustment": "Corrections",
    "waste": "Written off",
    "transfer": "Transfers",
    "purchase": "Orders",
    "production": "Production",
}
PRICED = ("sale", "return", "return_unnamed", "return_bought", "receipt")
MOVES = {
    "sale": "Sold", "receive": "Received", "count": "Counted", "uncount": "Counts undone",
    "adjust": "Corrected", "waste": "Written off", "return": "Returned", "opening": "Opening",
    "transfer": "Moved", "consume": "Used", "produce": "Made",
}  # fmt: skip
GAP = 6.0
NAMES = ("section", "name", "documents", "net", "tax", "total")


@dataclass(frozen=True)
class Line:
    """One figure of the day; ``note`` says how many. The parts that do not apply are None."""

    section: str
    name: str
    documents: int | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal | None = None
    note: str = ""


def titled(figures: DayFigures) -> str:
    """``Saturday 14 November 2026``."""
    return calendar_day(figures.day, "dddd d MMMM yyyy")


def lines_of(figures: DayFigures) -> list[Line]:
    """All figures, section by section."""
    return [*_kinds(figures), *_taxes(figures), *_users(figures), *_moves(figures)]


def _kinds(figures: DayFigures) -> Iterator[Line]:
    for kind in figures.kinds:
        note = tr("{n} void", n=number(kind.voids)) if kind.voids else ""
        total = kind.total if kind.kind in PRICED else None
        name = tr(KINDS[kind.kind])
        yield Line(tr("By kind"), name, kind.documents, total=total, note=note)


def _taxes(figures: DayFigures) -> Iterator[Line]:
    for tax in figures.taxes:
        words = tr("Tax {rate}", rate=percent(tax.rate)) if tax.rate else tr("Without tax")
        yield Line(tr("By tax rate"), words, net=tax.net, tax=tax.tax, total=tax.gross)


def _users(figures: DayFigures) -> Iterator[Line]:
    for user in figures.users:
        note = tr("{n} back", n=number(user.returns)) if user.returns else ""
        yield Line(tr("By user"), user.user, user.sales, total=user.total, note=note)


def _moves(figures: DayFigures) -> Iterator[Line]:
    for move in figures.moves:
        note = tr("{n} taken back", n=number(move.reversals)) if move.reversals else ""
        yield Line(tr("Stock movements"), tr(MOVES[move.kind]), move.moves, note=note)


def warnings_of(figures: DayFigures) -> list[str]:
    """What a person should know before the day is closed."""
    found = []
    held = [one for one in figures.still_open if one.is_held]
    left = [one for one in figures.still_open if not one.is_held]
    for words, papers in ((tr("On hold"), held), (tr("Not completed"), left)):
        if papers:
            numbers = ", ".join(one.number for one in papers[:5])
            more = f" … ({number(len(papers))})" if len(papers) > 5 else ""
            found.append(f"{words}: {numbers}{more}")
    return found


def closed_words(figures: DayFigures, zone: str) -> str:
    """Who closed the day last, and when; "" where nobody did."""
    if not figures.closed:
        return ""
    last = figures.closed[-1]
    return tr("Closed {when} by {user}", when=moment(last.at, zone), user=last.user)


def save_csv(figures: DayFigures, path: Path) -> Path:
    """Writes the figures as CSV; may run in any thread."""
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="") as stream:
            write_csv(stream, NAMES, lines_of(figures), has_bom=True)
        part.replace(path)
    except OSError:
        raise _refusal(path) from None
    return path


def save_pdf(figures: DayFigures, shop: ShopInfo, path: Path) -> Path:
    """Writes the figures as a roll of paper; may run in any thread."""
    title = tr("Close of day {day}", day=figures.day.isoformat())
    return save_roll(rows_of(figures, shop), title, path, _refusal(path))


def _refusal(path: Path) -> Unavailable:
    return Unavailable(
        tr("The figures could not be written to {place}.", place=path.parent),
        tr("Check that the disk has room. Nothing is lost: save them again."),
        "report",
    )


def rows_of(figures: DayFigures, shop: ShopInfo) -> list[Row]:
    """The same on paper, from top to bottom."""
    spell = _spelling(figures)
    rows = [
        Row(shop.name, size=LARGE, is_bold=True, is_centred=True, gap=2),
        Row(tr("Close of day"), is_bold=True, is_centred=True),
        Row(titled(figures), size=SMALL, is_centred=True),
    ]
    if figures.first_ticket:
        tickets = tr("Tickets {first} to {last}", first=figures.first_ticket,
                     last=figures.last_ticket)  # fmt: skip
        rows.append(Row(tickets, size=SMALL, is_centred=True, gap=GAP))
    section = ""
    for line in lines_of(figures):
        if line.section != section:
            section = line.section
            rows += [RULE, Row(section, is_bold=True, gap=2)]
        rows.append(Row(named(line), spell(line.total)))
        if line.tax:
            taxed = tr("net {net}, tax {tax}", net=spell(line.net), tax=spell(line.tax))
            rows.append(Row(taxed, size=SMALL, gap=2))
    total = f"{spell(figures.total)} {figures.currency}"
    rows += [RULE, Row(tr("Total"), total, LARGE, is_bold=True, gap=GAP)]
    rows += [Row(words, size=SMALL) for words in _foot(figures, shop)]
    return rows


def _foot(figures: DayFigures, shop: ShopInfo) -> Sequence[str]:
    changes = [f"{name}: {then} → {now}" for name, then, now in figures.changes()]
    since = [tr("Changed since:"), *changes] if changes else []
    register = tr("Not a fiscal register. No payment was taken by this program.")
    closed = closed_words(figures, shop.zone) or tr("Not closed yet")
    return [*warnings_of(figures), closed, *since, register]


def named(line: Line) -> str:
    """``Sales (12, 1 void)``."""
    counts = [number(line.documents)] if line.documents is not None else []
    facts = ", ".join([*counts, *([line.note] if line.note else [])])
    return f"{line.name} ({facts})" if facts else line.name


def _spelling(figures: DayFigures) -> Callable[[Decimal | None], str]:
    decimals = currency_decimals(figures.currency)
    return lambda amount: "" if amount is None else money(amount, decimals)
