"""The chart of an outlook, read by keys, and its sentences."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.outlook import Happening, Outlook
from desktop.ui.charts.fan import FanChart
from desktop.ui.outlook import words
from desktop.ui.outlook.courses import demand_course, stock_course
from desktop.ui.outlook.view import ROWS, _rows, samples, table_rows
from desktop.ui.text import rounded
from desktop.ui.theme import Theme
from tests.telling import DAY, TODAY, espresso


@pytest.fixture
def told(english: QLocale) -> Outlook:
    return espresso()


def test_arrows_read_the_days_in_words_across_today(
    qtbot: QtBot, theme: Theme, told: Outlook
) -> None:
    chart = FanChart(rounded)
    qtbot.addWidget(chart)
    chart.resize(900, 260)
    chart.show_course(demand_course(told, 45), "Demand", words.sentence(told))
    chart.show()
    assert chart.accessibleDescription() == words.sentence(told)
    opened: list[int] = []
    chart.opened.connect(opened.append)
    chart.choose(90)
    assert chart.accessibleDescription() == (
        "Sat 14 Nov: expected 4.4 · 80 % 1.3 to 7.5 · left 54.6 · chance to be out 0\u00a0%"
    )
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription().startswith("Fri 13 Nov: sold ")
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert opened == [89]
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert "28 Dec" in chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.accessibleDescription() == words.sentence(told)


def test_words_over_lines_keep_from_each_other_also_after_another_size(
    qtbot: QtBot, theme: Theme, told: Outlook
) -> None:
    chart = FanChart(rounded)
    qtbot.addWidget(chart)
    chart.show_course(stock_course(told, 45), "Stock", "")
    chart.show()
    for width in (340, 1200):
        chart.resize(width, 260)
        QApplication.processEvents()
        boxes = [label.told.sceneBoundingRect() for label in chart._labels]
        assert len(boxes) == 5
        pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :]]
        assert not any(
            a.adjusted(4, 4, -4, -4).intersects(b.adjusted(4, 4, -4, -4)) for a, b in pairs
        )


def test_marks_of_neighbouring_events_are_seen_under_their_words(
    qtbot: QtBot, theme: Theme, told: Outlook
) -> None:
    near = (TODAY + n * DAY for n in (20, 22, 24, 40))
    names = ("Black Friday", "Small Business Saturday", "Cyber Monday", "Fair")
    days = zip(near, names, strict=True)
    told = replace(told, happenings=tuple(Happening(day, day, name) for day, name in days))
    chart = FanChart(rounded)
    qtbot.addWidget(chart)
    chart.resize(900, 300)
    chart.show_course(demand_course(told, 45), "Demand", "")
    chart.show()
    QApplication.processEvents()
    box = chart.plot.getPlotItem().getViewBox()
    words_of = [label.told.sceneBoundingRect() for label in chart._labels]
    for label in chart._labels:
        for spot in label.mark.points() if label.mark is not None else ():
            at = box.mapViewToScene(spot.pos())
            ring = QRectF(at.x() - 6, at.y() - 6, 12, 12)
            assert box.sceneBoundingRect().contains(ring)
            assert not any(rect.adjusted(2, 2, -2, -2).intersects(ring) for rect in words_of)


def test_the_courses_show_what_the_outlook_tells(told: Outlook) -> None:
    """Checklist B12: events stand as bands in the chart."""
    demand, stock = demand_course(told, 30), stock_course(told, 30)
    assert len(demand.past) == 60 and len(demand.middle) == 30
    assert [line.words for line in demand.lines] == ["Today", "Order by 22 Nov", "Runs out 4 Dec"]
    assert [span.words for span in demand.spans] == ["Autumn sale", "Advent week"]
    assert demand.looks[-30 + 1] == "closed", "15 November is a Sunday, and ahead"
    assert "out" in demand.looks and "promo" in demand.looks
    for low, high in stock.bands:
        assert all(a <= m <= b for a, m, b in zip(low, stock.middle, high, strict=True))
    assert stock.box is not None and list(stock.box) == sorted(stock.box)
    assert stock.strip == (59.5, 65.5, "lead time 6 days")


def test_it_is_told_in_sentences(told: Outlook) -> None:
    assert words.sentence(told) == "Runs out 4 Dec, 80 % between 30 Nov and 8 Dec; 59 on hand."
    assert words.order_by(told) == ("22 Nov", "6 days lead + 6 safety", "primary")
    assert words.reasons(told) == [
        "Level 3.2 a day, memory 56 days.",
        "Christmas Eve −40\u00a0%.",
        "Fridays +31\u00a0%.",
        "Promotion ×1.27 (from 42 promo days).",
    ]
    held = "Back-test: 23\u00a0% better than last week repeated, 80 % band held 81\u00a0%."
    assert words.back_test(told.explained) == held
    assert words.trust(told) == "62\u00a0% confidence: sure"


def test_beyond_the_horizon_without_stock_and_without_a_forecast_it_says_so(told: Outlook) -> None:
    full = replace(told, ahead=tuple(replace(day, out=0.0) for day in told.ahead))
    assert words.runs_out(full) == "after 90 days"
    assert words.sentence(full) == "59 on hand; hardly used up within 90 days."
    assert stock_course(full, 45).box is None
    empty = replace(told, on_hand=Decimal(0))
    assert words.runs_out(empty) == "now"
    assert words.sentence(empty) == "Nothing is left; 3.2 a day would be sold."
    none = replace(told, ahead=(), explained=None)
    assert (words.runs_out(none), words.sentence(none)) == ("–", "There is no forecast yet.")
    assert len(demand_course(none, 45).past) == 90
    little = replace(told, has_enough=False)
    assert words.reasons(little)[-1].startswith("There is not enough history of its own")
    assert words.order_by(replace(told, supply=None))[1] == "No vendor has a price for it"
    late = replace(told, today=TODAY + 20 * DAY)
    assert words.order_by(late)[0] == "now"


def test_the_table_and_the_file_have_every_day(told: Outlook) -> None:
    rows = table_rows(told, 45)
    assert len(rows) == 135
    assert rows[44][0] == "Sat 14 Nov" and rows[44][3] == "1.3 – 7.5"
    assert rows[45][0] == "Fri 13 Nov" and rows[45][3] == ""
    file = _rows(told)
    assert len(file) == 270 and all(len(row) == len(ROWS) for row in file)
    names = [sample.words for sample in samples(told, "demand")]
    assert names[:4] == ["Sold", "On promotion", "Closed", "Out of stock"]
    assert names[4:] == ["Forecast", "50 %", "80 %", "95 %", "Event"]
