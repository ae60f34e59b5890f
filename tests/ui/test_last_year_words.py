"""The last year lived again, in words: better, worse, and with nothing to compare."""

from datetime import date, timedelta
from uuid import UUID

from desktop.domain.last_year import Course, Kept, LastYear, Lived
from desktop.ui.last_year_words import notes, sentence, table, telling

BEGIN = date(2025, 11, 22)


def lived(number: int, points: Kept | None, policy: Kept, **more: bool) -> Lived:
    return Lived(UUID(int=number), f"T-{number}", f"Tea {number}", "A", 40.0, 3.0, points, policy,
                 **more)  # fmt: skip


def year(*rows: Lived, days: int = 365) -> LastYear:
    flat = Course((0.0,) * days, (0.0,) * days)
    return LastYear(BEGIN, BEGIN + timedelta(days=days - 1), rows, flat, flat)


BETTER = lived(1, Kept(112, 40.0, 100.0, 20), Kept(31, 12.0, 82.0, 24))


def test_what_is_better_is_said_with_both_numbers() -> None:
    assert sentence(year(BETTER)) == (
        "With this policy last year: 31 days without stock instead of 112, 18 % less money in"
        " stock. 12 units not sold instead of 40, 24 orders instead of 20."
    )
    worse = lived(1, Kept(0, 0.0, 100.0, 20), Kept(1, 2.0, 120.0, 24))
    assert "in the last 60 days: 1 day without stock instead of 0, 20 % more money" in sentence(
        year(worse, days=60)
    )


def test_what_cannot_be_compared_is_left_out_and_said() -> None:
    bare = lived(2, None, Kept(7))
    stale = lived(3, Kept(1), Kept(300), is_left_out=True)
    told = year(BETTER, bare, stale)
    assert [each.sku for each in told.compared] == ["T-1"]
    assert "1 product without a reorder point is left out." in notes(told)
    assert "1 product is left to you: the smallest order would mostly expire." in notes(told)
    assert "estimated: 3 units" in notes(told)
    assert [row[0] for row in table(told)] == ["Class A", "All"]
    assert table(told)[-1][1] == "112 → 31"
    only = sentence(year(bare))
    assert only.startswith("No product has a reorder point yet")
    assert only.endswith("With this policy: 7 days without stock.")
    assert table(year(bare)) == []


def test_the_greatest_difference_comes_first_and_what_is_sent_comes_whole() -> None:
    same = lived(4, Kept(5), Kept(5))
    told = year(same, BETTER)
    assert [each.sku for each in telling(told)] == ["T-1", "T-4"]
    assert LastYear.from_json(told.to_json()) == told
