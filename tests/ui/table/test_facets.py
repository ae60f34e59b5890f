"""What opens under a chip, and what the chip says then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.queries.columns import Choice, Facet, Filter
from desktop.ui.context import Context
from desktop.ui.table.facets import (
    Days,
    choice_menu,
    chosen_title,
    date_menu,
    number_menu,
    text_menu,
)
from desktop.ui.theme import Theme
from desktop.ui.widgets.line_edit import LineEdit
from tests.queries.samples import MOVE, PRODUCT

NAMES = ("sale", "receive", "count", "waste", "opening")
KINDS = tuple(Choice(name, name.title()) for name in NAMES)
KIND = Facet("kind", "Kind", "choice", MOVE.c.kind, KINDS)
PRICE = Facet("price", "Price", "number", PRODUCT.c.price)
SKU = Facet("sku", "SKU", "text", PRODUCT.c.sku)
LOW = Facet("low", "Low stock", "flag", PRODUCT.c.price > 0)
AT = Facet("at", "Date", "date", MOVE.c.occurred_at)


@pytest.fixture
def menu(theme: Theme) -> Iterator[QMenu]:
    opened = QMenu()
    yield opened
    opened.deleteLater()


@pytest.fixture
def days(context: Context) -> Days:
    return Days(context.shop, context.clock)


Found = list[tuple[Filter, ...]]


def lines(menu: QMenu) -> list[LineEdit]:
    return [found for found in menu.findChildren(LineEdit) if isinstance(found, LineEdit)]


def press(menu: QMenu) -> None:
    buttons = [found for found in menu.findChildren(QPushButton) if isinstance(found, QPushButton)]
    buttons[-1].click()


@pytest.mark.parametrize(
    ("facet", "filters", "said"),
    [
        (KIND, (Filter("kind", "is", "sale"),), "Kind: Sale"),
        (KIND, (Filter("kind", "in", ("sale", "waste")),), "Kind: Sale, Waste"),
        (KIND, (Filter("kind", "in", NAMES),), "Kind: Sale, Receive, Count +2"),
        (KIND, (Filter("kind", "is", "unheard of"),), "Kind"),
        (SKU, (Filter("sku", "has", "A-1", "“A-1”"),), "SKU: “A-1”"),
        (LOW, (Filter("low", "is", True),), "Low stock"),
        (LOW, (Filter("low", "is", False),), "not Low stock"),
    ],
)  # fmt: skip
def test_a_chip_says_what_is_filtered(facet: Facet, filters: tuple[Filter, ...], said: str) -> None:
    assert chosen_title(facet, filters) == said


def test_choices_are_set_one_by_one(menu: QMenu) -> None:
    found: Found = []
    choice_menu(menu, KIND, list(KINDS), (Filter("kind", "is", "sale"),), found.append)
    assert [action.isChecked() for action in menu.actions()] == [True, False, False, False, False]
    menu.actions()[2].trigger()
    menu.actions()[0].trigger()
    menu.actions()[2].trigger()
    assert found == [
        (Filter("kind", "in", ("sale", "count"), "Sale, Count"),),
        (Filter("kind", "in", ("count",), "Count"),),
        (),
    ]


def test_a_facet_without_choices_says_so(menu: QMenu) -> None:
    choice_menu(menu, KIND, [], (), lambda _: None)
    assert [action.text() for action in menu.actions()] == ["Nothing to choose from"]
    assert not menu.actions()[0].isEnabled()


@pytest.mark.parametrize(
    ("typed", "filters"),
    [("  A-1 ", (Filter("sku", "has", "A-1", "“A-1”"),)), ("   ", ())],
)
def test_a_piece_of_text_filters_by_enter(
    menu: QMenu, typed: str, filters: tuple[Filter, ...]
) -> None:
    found: Found = []
    text_menu(menu, SKU, found.append)
    lines(menu)[0].setText(typed)
    lines(menu)[0].returnPressed.emit()
    assert found == [filters]


@pytest.mark.parametrize(
    ("least", "below", "filters"),
    [
        ("10", "", [("from", Decimal(10), "≥ 10")]),
        ("", "20.50", [("until", Decimal("20.5"), "< 20.5")]),
        (
            "10",
            "20",
            [("from", Decimal(10), "≥ 10 · < 20"), ("until", Decimal(20), "≥ 10 · < 20")],
        ),
        ("", "", []),
    ],
)
def test_a_range_of_numbers(
    menu: QMenu, english: object, least: str, below: str, filters: list[Any]
) -> None:
    found: Found = []
    number_menu(menu, PRICE, found.append)
    for line, typed in zip(lines(menu), (least, below), strict=True):
        line.setText(typed)
    press(menu)
    assert [(f.op, f.value, f.title) for f in found[0]] == filters


def test_a_number_that_is_none_is_refused_at_its_field(menu: QMenu) -> None:
    found: Found = []
    number_menu(menu, PRICE, found.append)
    lines(menu)[1].setText("cheap")
    press(menu)
    assert found == []
    assert "cheap" in lines(menu)[1].accessibleDescription()
    assert lines(menu)[0].accessibleDescription() == ""


def test_a_day_begins_in_the_shops_zone_at_its_hour(context: Context) -> None:
    shop = replace(context.shop, zone="America/New_York", day_starts_at=4)
    days = Days(shop, context.clock)
    begin = datetime(2025, 11, 14, 4, tzinfo=ZoneInfo("America/New_York"))
    assert days.begin(begin.date()) == begin.astimezone(UTC)
    assert days.today() == begin.date()


def test_spans_with_a_name(menu: QMenu, days: Days) -> None:
    found: Found = []
    date_menu(menu, AT, days, found.append)
    named = {action.text(): action for action in menu.actions() if action.text()}
    named["yesterday"].trigger()
    named["last 7 days"].trigger()
    assert [[(f.op, f.value.date().isoformat()) for f in filters] for filters in found] == [
        [("from", "2025-11-13"), ("until", "2025-11-14")],
        [("from", "2025-11-08"), ("until", "2025-11-15")],
    ]
    assert {f.title for f in found[1]} == {"last 7 days"}


def test_a_first_and_a_last_day(menu: QMenu, days: Days) -> None:
    found: Found = []
    date_menu(menu, AT, days, found.append)
    press(menu)
    assert [f.value.date().isoformat() for f in found[0]] == ["2025-11-14", "2025-11-15"]


def test_days_with_a_name_move_with_the_calendar(context: Context) -> None:
    days = Days(context.shop, context.clock)
    today = datetime(2025, 11, 14, tzinfo=UTC)
    old = (
        Filter("at", "from", datetime(2024, 1, 2, tzinfo=UTC), "last 7 days", "last_7"),
        Filter("at", "until", datetime(2024, 1, 9, tzinfo=UTC), "last 7 days", "last_7"),
        Filter("kind", "in", ("sale",)),
        Filter("at", "from", datetime(2024, 1, 2, tzinfo=UTC), "2 Jan – 3 Jan"),
        Filter("at", "from", datetime(2024, 1, 2, tzinfo=UTC), "?", "the_moon"),
    )
    fresh = days.fresh(old)
    assert [each.value for each in fresh[:2]] == [
        today - timedelta(days=6), today + timedelta(days=1),
    ]  # fmt: skip
    assert fresh[2:] == old[2:]
