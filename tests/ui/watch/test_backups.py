"""The window keeps its shop safe by itself: backup, trial, books; alerts that come and go."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert

from desktop.commands.pictures import KEPT_FOR
from desktop.db.lease import lease
from desktop.jobs.backup.listing import listed
from desktop.jobs.backup.upkeep import due, upkeep_of
from desktop.jobs.opening import Shop
from desktop.jobs.verify import examine
from desktop.queries.alerts import alert_tally
from desktop.queries.safety import BooksRead, books_read, last_runs
from desktop.schema import Attachment
from desktop.ui.dialogs.backup import BackupDialog
from desktop.ui.theme import Theme
from desktop.ui.watch.backups import Keeper
from tests import trade
from tests.keeping import run
from tests.stage import NOW, Stage, stage
from tests.ui.pages.hand import ONE_ENGINE, Person


@pytest.fixture
def on(qapp: QApplication, theme: Theme, english: QLocale, shop: Shop) -> Iterator[Stage]:
    with stage(qapp, theme, shop) as built:
        yield built


def looked(on: Stage, keeper: Keeper, *kinds: str) -> None:
    """A look, and what it began has ended."""
    keeper.look()
    jobs = on.context.jobs
    on.until(lambda: {*kinds} <= {job.kind for job in jobs.recent}, 30)
    on.until(lambda: not jobs.running, 30)
    on.settle(100)


def critical(on: Stage) -> int:
    with on.shop.database.read() as session:
        return alert_tally(session, on.shop.actor.store, NOW).open.get("critical", 0)


def is_told(on: Stage, is_wrong: bool) -> bool:
    return critical(on) == int(is_wrong)


def test_without_a_key_the_shop_is_backed_up_restored_on_trial_and_its_books_are_read(
    on: Stage,
) -> None:
    keeper = Keeper(on.context, on.window)
    looked(on, keeper, "backup", "verify")
    looked(on, keeper, "drill")
    place = upkeep_of(on.context.settings)
    (row,) = listed(place.url, place.folder)
    assert (row.how, row.why) == ("tried", "schedule")
    assert [job.status for job in on.context.jobs.recent] == ["done"] * 3
    assert critical(on) == 0


def test_a_round_that_another_program_is_at_is_no_backup_of_ours(on: Stage) -> None:
    place = upkeep_of(on.context.settings)
    with lease(place.url, "backup"):
        looked(on, Keeper(on.context, on.window), "backup", "verify")
    job = next(job for job in on.context.jobs.recent if job.kind == "backup")
    with on.shop.database.read() as session:
        runs = last_runs(session)
    assert job.status == "cancelled"
    assert "backup" not in runs.done
    assert "backup" in due(place, NOW, runs)


def test_a_week_later_statistics_are_made_fresh_by_itself(on: Stage) -> None:
    """B30, C28: without a key, once for all programs."""
    keeper = Keeper(on.context, on.window)
    with lease(on.shop.database.url, "care"):
        keeper._on_due(upkeep_of(on.context.settings), (["analyze"], None))
        on.until(lambda: not on.context.jobs.running)
    job = on.context.jobs.recent[0]
    assert (job.kind, job.status) == ("analyze", "cancelled")
    keeper._on_due(upkeep_of(on.context.settings), (["analyze", "vacuum"], None))
    on.until(lambda: not on.context.jobs.running)
    assert {job.kind for job in on.context.jobs.recent} == {"analyze", "vacuum"}
    assert len(on.context.jobs.recent) == 2, "what was tried today is left alone"


@ONE_ENGINE
def test_pictures_that_nothing_shows_for_a_month_are_cleared_away(on: Stage) -> None:
    keeper, key = Keeper(on.context, on.window), on.shop.ids.new()
    row = {"id": key, "sha256": key.hex, "mime": "image/png", "size": 0}
    with on.shop.database.write() as session:
        session.execute(insert(Attachment), [row | {"updated_at": NOW - 2 * KEPT_FOR}])

    def is_gone() -> bool:
        with on.shop.database.read() as session:
            return session.get(Attachment, key) is None

    assert not is_gone()
    keeper._on_due(upkeep_of(on.context.settings), ([], None))
    on.until(is_gone)


@ONE_ENGINE
def test_a_check_by_hand_that_finds_a_fault_raises_the_alert_and_a_sound_one_ends_it(
    on: Stage,
) -> None:
    keeper = Keeper(on.context, on.window)
    trade.add_product(on.shop, "A", "4006381333931")
    trade.scan(on.shop, "A", "receive", 5)
    run(on.shop, "UPDATE stock_level SET on_hand = on_hand + 1000")
    for is_whole in (False, True):
        on.context.jobs.start("check", "Check", lambda _: examine(on.shop.database))
        on.until(lambda: not on.context.jobs.running)
        on.until(partial(is_told, on, not is_whole))
        with on.shop.database.read() as session:
            assert books_read(session) == BooksRead(NOW, is_whole)
        run(on.shop, "UPDATE stock_level SET on_hand = on_hand - 1000")
    keeper.deleteLater()


@ONE_ENGINE
def test_books_that_are_not_whole_raise_an_alert_that_leads_to_the_page(on: Stage) -> None:
    trade.add_product(on.shop, "A", "4006381333931")
    trade.scan(on.shop, "A", "receive", 5)
    run(on.shop, "UPDATE stock_level SET on_hand = on_hand + 1000")
    looked(on, Keeper(on.context, on.window), "backup", "verify")
    on.until(lambda: critical(on) == 1)
    person = Person(on, "alerts")
    person.sees("1")
    person.click("Open Database")
    person.sees("Back up now")


@ONE_ENGINE
def test_a_backup_that_runs_by_itself_is_shown_by_the_dialog(on: Stage) -> None:
    keeper = Keeper(on.context, on.window)
    looked(on, keeper, "backup", "verify")
    dialog = BackupDialog(on.window, on.context)
    job = next(job for job in on.context.jobs.recent if job.kind == "backup")
    dialog._on_done(job.result)
    assert dialog.windowTitle() == "Backed up"
    dialog.deleteLater()
