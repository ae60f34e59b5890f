"""Which days say nothing of demand: tables of days as people would write them down."""

import numpy as np

from desktop.domain.forecast.shelf import (
    Entries,
    always_closed,
    balances,
    closed_days,
    out_days,
)

WEEK = np.arange(140) % 7


def on_hand(*ends: float, start: float = 0) -> np.ndarray:
    return np.array([[start, *ends]], float)


def out(ends: list[float], units: list[float], start: float = 0) -> list[int]:
    found = out_days(on_hand(*ends, start=start), np.array([units], float))
    return np.flatnonzero(found[0]).tolist()


def test_a_balance_goes_on_from_the_newest_count() -> None:
    change = np.array([[5.0, -2, 0, -1], [1, 1, 1, 1]])
    counted = np.array([[np.nan, 10, np.nan, np.nan], [np.nan] * 4])
    found = balances(np.array([2.0, 0.0]), change, counted)
    assert found.tolist() == [[2, 7, 10, 10, 9], [0, 1, 2, 3, 4]]


def test_entries_of_some_rows_are_numbered_anew() -> None:
    entries = Entries.made([(3, 1, 2.0), (1, 0, 1.0), (3, 1, 4.0), (2, 9, 7.0)])
    assert entries.of(np.array([2, 3])).summed(2, 3).tolist() == [[0, 0, 0], [0, 6, 0]]
    assert entries.of(np.array([0, 1, 3])).summed(3, 2).tolist() == [[0, 0], [1, 0], [0, 6]]
    assert Entries.made([]).of(np.arange(2)).summed(2, 1).tolist() == [[0], [0]]


def test_a_day_is_out_when_nothing_was_there_and_nothing_was_sold() -> None:
    assert out([0, 5, 3, 0, 0, 4, 4], [0, 0, 2, 3, 0, 0, 0]) == [0, 4]


def test_below_zero_a_shelf_is_empty_until_goods_are_sold_from_there() -> None:
    assert out([-1, -1, -1, 5], [3, 0, 0, 0], start=2) == [1, 2]
    assert out([-1, -1, -2, -2, 5], [3, 0, 1, 0, 0], start=2) == []


def test_a_shop_that_books_no_deliveries_has_demand_of_every_day() -> None:
    assert out([0, 0, -2, -2, -3, -3], [0, 0, 2, 0, 1, 0]) == [0, 1]


def test_days_without_a_sale_are_closed_where_a_shop_sells_much() -> None:
    sales = np.where(WEEK == 6, 0, 12)
    sales[50] = 0
    found = closed_days(sales, WEEK)
    assert np.flatnonzero(found).tolist() == sorted({*np.flatnonzero(WEEK == 6).tolist(), 50})
    assert always_closed(found, WEEK).tolist() == [False] * 6 + [True]


def test_a_shop_that_sells_little_is_not_closed_when_it_sells_nothing() -> None:
    sales = (np.arange(140) % 3 == 0).astype(int)
    assert not closed_days(sales, WEEK).any()
    assert not closed_days(np.zeros(140, int), WEEK).any()


def test_a_stall_of_two_days_a_week_is_closed_on_the_others() -> None:
    sales = np.where(WEEK >= 5, 20, 0)
    assert closed_days(sales, WEEK)[14:].tolist() == (WEEK < 5)[14:].tolist()
