"""A calendar of events over dates: of days, of weeks, and beside holidays."""

from datetime import date

import numpy as np

from desktop.domain.forecast.events import Event, calendar

WEEKS = np.arange(np.datetime64("2026-01-05"), np.datetime64("2026-03-02"), 7)


def test_a_later_event_of_a_name_does_not_take_back_an_earlier_one() -> None:
    last, after = WEEKS[-1].item(), date(2026, 7, 1)  # far beyond the last week
    assert calendar(WEEKS, [Event(last, "Fair"), Event(after, "Fair")]).flags[-1].all()


def test_what_is_beyond_the_last_week_is_not_of_it() -> None:
    inside, beyond = date(2026, 3, 1), date(2026, 3, 2)
    assert calendar(WEEKS, [Event(inside, "Fair")]).flags[-1].all()
    assert not calendar(WEEKS, [Event(beyond, "Fair")]).flags.any()
