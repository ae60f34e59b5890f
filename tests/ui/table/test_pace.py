"""When keys are read again: in quiet moments, not too often, and not too late."""

from desktop.ui.table.pace import Pace


def test_without_a_change_nothing_is_due() -> None:
    assert Pace().due() is None
    assert Pace().changed(10).read(12).due() is None


def test_a_change_is_read_after_a_second_of_quiet() -> None:
    assert Pace().changed(10).due() == 11
    assert Pace().changed(10).changed(10.8).due() == 11.8


def test_keys_are_read_at_most_every_five_seconds() -> None:
    assert Pace().read(100).changed(101).due() == 105
    assert Pace().read(100).changed(104.7).due() == 105.7


def test_changes_that_never_stop_are_read_all_the_same() -> None:
    pace = Pace()
    for tenth in range(200):
        pace = pace.changed(10 + tenth / 10)
    assert pace.due() == 20


def test_what_is_asked_for_is_due_when_it_is_wanted() -> None:
    assert Pace().asked(100.5).due() == 100.5
    assert Pace().read(100).changed(99).changed(100).asked(100.5).due() == 100.5
    assert Pace().read(100).asked(100.5).changed(100.2).due() == 100.5


def test_keys_that_take_no_time_are_read_sooner() -> None:
    assert Pace().read(100).done(100.01).changed(100.2).due() == 101.2
    assert Pace().read(100).done(100.25).changed(100.5).due() == 102.5
    assert Pace().read(100).done(102).changed(102.5).due() == 105
    assert Pace().read(100).took_nothing().changed(100.2).due() == 101.2
