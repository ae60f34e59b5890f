"""Scenes of reports and of what to order: each report, one category, the proposals."""

from desktop.queries.reports import REPORTS
from desktop.ui.pages.reorder import ReorderPage
from desktop.ui.pages.reports import ReportsPage
from tests.acting import Key, Play, press
from tests.scenes_forecasts import foretold
from tests.stage import Stage


def report(name: str, category: int = 0) -> Play:
    """One of them, of the category with this number."""

    def play(on: Stage) -> None:
        on.window.open_page("reports", report=name)
        page = on.window.findChildren(ReportsPage)[0]
        on.until(lambda: page.branches.count() > 1)
        page.branches.setCurrentIndex(category)
        page.branches.activated.emit(category)
        on.settle(300)
        on.until(lambda: page.is_at_rest, 60)
        if page.chart is not None and page.rows:
            page.chart.setFocus()
            for _ in range(3):
                press(on, Key.Key_Left)
        on.settle(300)

    return play


def proposals(on: Stage) -> None:
    """What a run proposes, the second line chosen."""
    foretold(on)
    on.window.open_page("reorder")
    page = on.window.findChildren(ReorderPage)[0]
    page.refresh()
    on.until(lambda: not page.is_reading and bool(page.rows.rows), 60)
    page.table.setFocus()
    press(on, Key.Key_Down)
    on.settle(200)


REPORTED: tuple[tuple[str, str, Play], ...] = (
    *((f"reports-{each.name}", "demo", report(each.name)) for each in REPORTS),
    ("reports-category", "demo", report("abc", 2)),
    ("reorder-proposals", "demo", proposals),
)
