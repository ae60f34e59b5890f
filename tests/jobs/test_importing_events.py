"""Events from files: seed 001's columns, our own exports, calendars; problems by row."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands.many_events import AddEvents, EventsAdded, add_events
from desktop.domain.errors import UserError
from desktop.jobs.exporting import write_csv
from desktop.jobs.importing.events import Plan, parse_day, plan_events
from desktop.jobs.importing.ics import events_of
from desktop.jobs.opening import Shop
from desktop.jobs.public_holidays import as_events, countries, holidays_of, regions
from desktop.queries.event_list import EVENTS, EventRow
from desktop.schema import Store
from tests.trade import add_product, rows_of

SEED = """event_name,event_date,type,description,include_in_prediction
Christmas,2026-12-25,holiday,"Closed, of course",TRUE
Summer sale,2026-07-01,promotion,,1
Stocktaking,2026-01-02,custom,nobody buys,false
"""


def plan(shop: Shop, tmp_path: Path, text: str, name: str = "events.csv") -> Plan:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with shop.database.read() as session:
        return plan_events(session, path, "Europe/Berlin")


def load(shop: Shop, found: Plan) -> EventsAdded:
    assert found.problems == ()
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    return shop.database.run(add_events, AddEvents(*head, found.events))


def events(shop: Shop) -> list[EventRow]:
    return rows_of(shop, EVENTS)


def told(rows: Sequence[EventRow]) -> list[tuple[Any, ...]]:
    """Without their ids."""
    return [tuple(getattr(row, name) for name in EVENTS.names) for row in rows]


def as_csv(rows: Sequence[EventRow]) -> str:
    stream = io.StringIO(newline="")
    write_csv(stream, EVENTS.names, rows)
    return stream.getvalue()


def test_checklist_B9_the_seeds_columns_come_in_once_and_again_change_nothing(
    shop: Shop, tmp_path: Path
) -> None:
    first = plan(shop, tmp_path, SEED)
    assert first.states == ("new", "new", "new")
    assert events(shop) == []  # a look writes nothing
    load(shop, first)
    assert told(events(shop)) == [
        ("Stocktaking", date(2026, 1, 2), None, "custom", "nobody buys", False, "", ""),
        ("Summer sale", date(2026, 7, 1), None, "promotion", "", True, "", ""),
        ("Christmas", date(2026, 12, 25), None, "holiday", "Closed, of course", True, "", ""),
    ]
    again = plan(shop, tmp_path, SEED)
    assert again.states == ("same", "same", "same")
    assert load(shop, again).unchanged == 3


def test_our_own_export_comes_back_as_it_was_with_goods_and_store(
    shop: Shop, tmp_path: Path
) -> None:
    add_product(shop, "T;1", name="Tea (loose)", category="Drinks > Hot; strong")
    add_product(shop, "+2", name="=Soap")
    with shop.database.read() as session:
        code = session.scalars(select(Store.code).where(Store.id == shop.actor.store)).one()
    text = (
        "event_name,event_date,end_date,type,store,scopes\n"
        f"Sale,2026-11-23,2026-11-29,promotion,{code},sku:T\\;1; category:Drinks > Hot\\; strong\n"
        "Fair,2026-11-29,,custom,,+2\n"
    )
    load(shop, plan(shop, tmp_path, text))
    before = events(shop)
    assert [row.scopes for row in before] == [
        "Tea [loose] (T\\;1); Drinks > Hot\\; strong",
        "=Soap (+2)",
    ]
    assert [row.store for row in before] == [code, ""]
    exported = as_csv(before)
    assert plan(shop, tmp_path, exported).states == ("same", "same")
    shown = "Event,First day\nSale,2026-11-23\nFair,2026-11-29\n"
    assert plan(shop, tmp_path, shown).states == ("same", "same"), "also without its store"
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    changed = plan(shop, tmp_path, exported.replace("2026-11-29,promotion", "2026-11-30,promotion"))
    assert changed.states == ("changed", "same")
    shop.database.run(add_events, AddEvents(*head, changed.events))
    assert told(events(shop)) == [
        tuple(date(2026, 11, 30) if at == 2 else value for at, value in enumerate(told(before)[0])),
        told(before)[1],
    ]


def test_the_words_of_the_screen_are_understood_too(shop: Shop, tmp_path: Path) -> None:
    text = "Event;Type;First day;Last day;Forecasts\nAdvent;Season;29.11.2026;24.12.2026;Left out\n"
    load(shop, plan(shop, tmp_path, text))
    (row,) = events(shop)
    assert (row.type, row.end_date) == ("seasonal", date(2026, 12, 24))
    assert not row.include_in_prediction


def test_every_problem_is_told_with_its_row_and_nothing_is_done(shop: Shop, tmp_path: Path) -> None:
    text = (
        "event_name,event_date,end_date,type,include_in_prediction,store,scopes,colour\n"
        "Good,2026-12-01,,custom,yes,,,red\n"
        ",2026-12-01,,custom,yes,,,\n"
        "Day,1/2/2026,,custom,yes,,,\n"
        "Order,2026-12-02,2026-12-01,custom,yes,,,\n"
        "Type,2026-12-01,,sale of all,yes,,,\n"
        "Switch,2026-12-01,,custom,perhaps,,,\n"
        "Store,2026-12-01,,custom,yes,Nowhere,,\n"
        "Goods,2026-12-01,,custom,yes,,NO-SUCH,\n"
        "Good,2026-12-01,,custom,yes,,,\n"
    )
    found = plan(shop, tmp_path, text)
    assert [(problem.row, problem.field) for problem in found.problems] == [
        (3, "event_name"), (4, "event_date"), (5, "end_date"), (6, "type"),
        (7, "include_in_prediction"), (8, "store"), (9, "scopes"), (10, "event_name"),
    ]  # fmt: skip
    assert found.events == ()
    assert found.ignored == ("colour",)
    with pytest.raises(UserError, match="event_name"):
        plan(shop, tmp_path, "name,price\nTea,1\n")


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261223
DTEND;VALUE=DATE:20261227
SUMMARY:Christmas\\, and
  what follows
CATEGORIES:Holiday,Family
BEGIN:VALARM
DESCRIPTION:ring
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART:20261124T233000Z
DTEND:20261125T003000Z
SUMMARY:Late opening
DESCRIPTION:Line one\\nLine two
RRULE:FREQ=WEEKLY
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261201
SUMMARY:Called off
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_a_calendar_comes_in_by_the_shops_days(shop: Shop, tmp_path: Path) -> None:
    found = plan(shop, tmp_path, CALENDAR, "shop.ics")
    load(shop, found)
    late, christmas = events(shop)
    assert (late.event_name, late.event_date) == ("Late opening", date(2026, 11, 25))
    assert (late.description, late.end_date, late.type) == ("Line one\nLine two", None, "custom")
    assert christmas.event_name == "Christmas, and what follows"
    assert (christmas.event_date, christmas.end_date) == (date(2026, 12, 23), date(2026, 12, 26))
    assert christmas.type == "holiday"
    assert found.notes == ("1 events repeat: each was read once, on its first day.",)
    assert (
        events_of("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", "UTC")[0][0][1][
            "event_date"
        ]
        == ""
    )


@pytest.mark.parametrize(
    "text",
    ["2026-11-27", "2026/11/27", "27.11.2026", "27 Nov 2026", "20261127", "2026-11-27T10:00"],
)
def test_a_day_is_read_as_files_write_it(text: str) -> None:
    assert parse_day(text) == date(2026, 11, 27)


def test_holidays_of_a_country_and_region_go_in_and_again_add_nothing_twice(shop: Shop) -> None:
    found = holidays_of("DE", "BY", [2026, 2027])
    assert (date(2026, 1, 6), "Epiphany") in found
    assert (date(2027, 12, 25), "Christmas Day") in found
    assert (date(2026, 1, 6), "Epiphany") not in holidays_of("DE", "BE", [2026])
    assert "BY" in [place.code for place in regions("DE")]
    assert {"DE", "US", "JP", "NA"} <= {place.code for place in countries()}
    first, again = (
        shop.database.run(
            add_events,
            AddEvents(
                shop.ids.new(), shop.actor, shop.clock.now(), as_events(found), changes=False
            ),
        )
        for _ in range(2)
    )
    assert (first.created, again.created, again.unchanged) == (len(found), 0, len(found))
    assert {row.type for row in events(shop)} == {"holiday"}
