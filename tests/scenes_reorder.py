"""Scenes of Reorder: the policy, and the last year lived again with it."""

from desktop.ui.dialogs.last_year import LastYearDialog
from desktop.ui.dialogs.reorder_policy import PolicyDialog
from desktop.ui.pages.reorder import ReorderPage
from tests.acting import Play
from tests.stage import Stage


def _page(on: Stage) -> ReorderPage:
    on.window.open_page("reorder")
    page = on.window.findChildren(ReorderPage)[0]
    on.until(lambda: not page.is_reading)
    on.settle(300)
    return page


def policy(on: Stage) -> None:
    """Its dialog."""
    page = _page(on)
    page.policy.open_policy()
    on.until(lambda: bool(on.window.findChildren(PolicyDialog)))
    on.settle(400)


def last_year(on: Stage) -> None:
    """When it is done."""
    page = _page(on)
    page.policy.show_last_year()
    dialog = on.window.findChildren(LastYearDialog)[0]
    on.until(lambda: dialog.told is not None, 90)
    on.settle(500)


REORDER: tuple[tuple[str, str, Play], ...] = (
    ("reorder-policy", "demo", policy),
    ("reorder-last-year", "demo", last_year),
)
