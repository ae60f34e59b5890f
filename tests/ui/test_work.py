"""Work: the window never waits, order is kept, foreign changes are heard, nothing leaks."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.commands.products import CreateProduct, create_product
from desktop.db.engine import Database
from desktop.domain.errors import Unavailable, UserError
from desktop.jobs.opening import Shop
from desktop.queries.shop import shop_info
from desktop.ui.work import Work


@pytest.fixture
def work(shop: Shop, qapp: object) -> Any:
    opened = Work(shop.database)
    yield opened
    opened.close()


def new_product(shop: Shop, number: int) -> CreateProduct:
    return CreateProduct(
        shop.ids.new(), shop.actor, shop.clock.now(), f"S-{number}", f"Thing {number}", Decimal(1)
    )


def test_a_read_answers_on_the_gui_thread(work: Work, shop: Shop, qtbot: QtBot) -> None:
    owner = QObject()
    answers: list[tuple[str, bool]] = []
    here = threading.current_thread()

    def then(info: Any) -> None:
        answers.append((info.name, threading.current_thread() is here))

    work.read(owner, shop_info, shop.actor, then=then)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [("Test shop", True)]


def test_writes_keep_their_order(work: Work, shop: Shop, qtbot: QtBot) -> None:
    owner = QObject()
    done: list[Any] = []
    commands = [new_product(shop, number) for number in range(20)]
    for command in commands:
        work.write(owner, create_product, command, then=done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert done == [command.id for command in commands]


def test_changed_is_gathered_and_names_the_tables(work: Work, shop: Shop, qtbot: QtBot) -> None:
    owner = QObject()
    with qtbot.waitSignal(work.changed) as heard:
        for number in range(3):
            work.write(owner, create_product, new_product(shop, number))
    assert heard.args is not None
    assert {"product", "lot"} <= heard.args[0]
    assert "stock_move" not in heard.args[0]


def test_a_refusal_reaches_its_asker(work: Work, shop: Shop, qtbot: QtBot) -> None:
    owner = QObject()
    refused: list[UserError] = []
    for _ in range(2):
        work.write(owner, create_product, new_product(shop, 1), failed=refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert [error.field for error in refused] == ["sku"]


def test_no_connection_stays_out_after_an_answer_or_a_refusal(
    work: Work, shop: Shop, qtbot: QtBot
) -> None:
    """A17: whatever a window asks for goes through here."""
    owner, ended = QObject(), list[object]()
    for _ in range(2):
        command = new_product(shop, 1)
        work.write(owner, create_product, command, then=ended.append, failed=ended.append)
        work.read(owner, shop_info, shop.actor, then=ended.append)
    qtbot.waitUntil(lambda: len(ended) == 4)
    pools: list[Any] = [shop.database.reader.pool, shop.database.writer.pool]
    qtbot.waitUntil(lambda: [pool.checkedout() for pool in pools] == [0, 0])
    assert sum(isinstance(one, UserError) for one in ended) == 1


def test_an_answer_for_an_owner_that_is_gone_is_dropped(
    work: Work, shop: Shop, qtbot: QtBot
) -> None:
    gone, kept = QObject(), QObject()
    heard: list[str] = []
    release = threading.Event()

    def slow(session: Session) -> str:
        release.wait(5)
        return "late"

    work.read(gone, slow, then=heard.append)
    import shiboken6

    shiboken6.delete(gone)
    release.set()
    work.read(kept, lambda _session: "kept", then=heard.append)
    qtbot.waitUntil(lambda: "kept" in heard)
    assert heard == ["kept"]


def test_a_fault_of_ours_is_reported_and_the_next_call_works(
    work: Work, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    owner = QObject()

    def broken(session: Session) -> None:
        raise ZeroDivisionError

    failed: list[UserError] = []
    with qtbot.waitSignal(work.crashed):
        work.read(owner, broken, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].code == "crash"
    assert "unexpected failure" in caplog.text


def test_another_programs_change_is_heard_within_two_seconds(
    work: Work, shop: Shop, qtbot: QtBot
) -> None:
    owner = QObject()
    ready: list[object] = []
    work.write(owner, create_product, new_product(shop, 1), then=ready.append)
    qtbot.waitUntil(lambda: bool(ready))
    with qtbot.waitSignal(work.changed):
        pass  # our own change
    other = Database(shop.settings, "other till")
    try:
        with qtbot.waitSignal(work.changed, timeout=2000) as heard:
            other.run(create_product, new_product(shop, 2))
    finally:
        other.close()
    assert heard.args is not None
    assert heard.args[0] & {"*", "product"}


def test_data_that_is_there_again_is_noticed_without_a_question(
    work: Work, shop: Shop, qtbot: QtBot
) -> None:
    """A server that hung and goes on tells nobody: its connections were never lost."""
    work.reach.failed(Unavailable("The database server does not answer.", "", "server_hangs"))
    assert work.reach.trouble is not None
    qtbot.waitUntil(lambda: work.reach.trouble is None, timeout=10_000)
