"""Questions about trade, each as data: what is asked, its columns, and the function that answers.

    report = report_named("abc")
    rows = report.answer(session, shop, first, last, category)

All of one store, over whole days of the shop. What is summed over days comes from the same reading
of the ledger as the forecasts, so days without stock and closed days are known. Imports NumPy when
one is answered. Other distributions may add reports (``domain.plugins``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.plugins import added, checked, guarded
from desktop.domain.shop import ShopInfo
from desktop.queries.reports import goods, spending, trust

Chart = Literal["line", "bars"]


@dataclass(frozen=True)
class Report:
    """``question`` in words; ``columns`` name the values of a row; ``chart`` draws the column
    ``drawn`` over the first one; ``answer`` may be of one category's branch where ``is_by_goods``.

    A plug-in of the group "onhand.reports" is such an object. Its ``answer(session, shop, first,
    last, category)`` is handed a session that only reads, the shop's facts, the first and the last
    day, and a category or None; it gives rows of plain values, as many each as there are columns.
    A first column "sku" or "day" leads on to the product or to the day's sales.
    """

    name: str
    title: str
    question: str
    columns: tuple[str, ...]
    chart: Chart
    drawn: str
    answer: Callable[[Session, ShopInfo, date, date, UUID | None], Sequence[tuple[Any, ...]]]
    is_by_goods: bool = True


REPORTS = (
    Report(
        "demand", "Demand", "How much did each day earn, and how much of it on promotion?",
        ("day", "amount", "on_promotion", "is_closed"), "line", "amount", goods.demand,
    ),
    Report(
        "abc", "ABC and XYZ", "Which products earn most, and which sell evenly?",
        ("sku", "name", "amount", "share", "abc", "variation", "xyz"), "bars", "amount", goods.abc,
    ),
    Report(
        "stock_outs", "Out of stock", "What was out of stock, and about how much was not sold?",
        ("sku", "name", "days_out", "lost", "lost_amount"), "bars", "lost_amount",
        goods.stock_outs,
    ),
    Report(
        "promotions", "Promotions", "How much more was sold on promotion?",
        ("sku", "name", "promo_days", "a_day_on_promotion", "a_day_otherwise", "effect"), "bars",
        "effect", goods.promotions,
    ),
    Report(
        "turnover", "Turnover", "What is the stock worth, how often does it turn?",
        ("sku", "name", "on_hand", "value", "sold_at_cost", "turns_a_year", "days_of_cover"),
        "bars", "value", goods.turnover,
    ),
    Report(
        "spending", "Spending", "What was bought: from whom, of what, by whom and when?",
        ("by", "of", "spent", "deliveries", "average"), "bars", "spent", spending.spending,
    ),
    Report(
        "accuracy", "Accuracy", "Did a week's forecasts come true?",
        ("made_on", "promises", "inside_band", "loss", "loss_of_last_week", "better"), "line",
        "better", trust.accuracy, is_by_goods=False,
    ),
)  # fmt: skip


def every_report() -> tuple[Report, ...]:
    """The program's own, then those of plug-ins under names that are not taken."""
    own = {report.name for report in REPORTS}
    more = (report for report in added("onhand.reports", checked(Report)) if report.name not in own)
    return (*REPORTS, *(replace(each, answer=guarded(each.name, each.answer)) for each in more))


def report_named(name: str) -> Report:
    """UserError with the names that there are."""
    found = next((report for report in every_report() if report.name == name), None)
    if found is None:
        names = ", ".join(report.name for report in every_report())
        raise UserError(
            f"There is no report “{name[:40]}”.", f"There are: {names}.", code="no_report"
        )
    return found
