"""A server that stops, dies or hangs during a scan: told in time, nothing lost, nothing doubled."""

import time
from typing import Any

import pytest
from sqlalchemy import text

from desktop.domain.errors import Unavailable
from desktop.jobs.opening import Shop
from desktop.jobs.verify import verify
from tests import books, trade
from tests.faults.piped import Piped
from tests.faults.power import Power

# Safety: the client's own deadline is 2.0 s, a connection attempt gives up after 3 s.
TOLD_S = 4.0


def timed(run: Piped) -> tuple[dict[str, Any], float]:
    """An answer and the seconds until it came."""
    began = time.monotonic()
    return run.ask("TEA"), time.monotonic() - began


def assert_whole(shop: Shop, answers: list[dict[str, Any]]) -> None:
    """What was answered as booked is in the ledger once, what was refused is not."""
    with shop.database.read() as session:
        assert books.faults(session) == []
        found = [str(row.id) for row in books.moves(session)]
    assert found == [answer["id"] for answer in answers if answer["ok"]]
    assert verify(shop.database).is_whole


@pytest.mark.parametrize("how", ["fast", "immediate", "killed"])
def test_scans_are_refused_while_the_server_is_down_and_booked_when_it_is_back(
    far_shop: Shop, power: Power, how: str
) -> None:
    """A15: no restart is needed, and the first scan after the server's return is booked."""
    run = Piped(far_shop.settings)
    answers = [run.ask("TEA") for _ in range(3)]
    power.off(how)
    for _ in range(2):
        refused, seconds = timed(run)
        assert refused["error"] == "server_gone"
        assert seconds < TOLD_S
        answers.append(refused)
    power.on()
    answers += [run.ask("TEA") for _ in range(3)]
    assert [answer["ok"] for answer in answers] == [True] * 3 + [False] * 2 + [True] * 3
    assert run.end() == 0
    assert_whole(far_shop, answers)


def test_a_hung_server_is_told_in_time_and_taken_up_again_when_it_wakes(
    far_shop: Shop, power: Power
) -> None:
    run = Piped(far_shop.settings)
    answers = [run.ask("TEA") for _ in range(3)]
    power.freeze()
    for _ in range(2):
        refused, seconds = timed(run)
        assert refused["error"] in ("server_gone", "server_hangs")
        assert 1.5 < seconds < TOLD_S
        answers.append(refused)
    power.resume()
    answers += [run.ask("TEA") for _ in range(3)]
    assert [answer["ok"] for answer in answers] == [True] * 3 + [False] * 2 + [True] * 3
    assert run.end() == 0
    assert_whole(far_shop, answers)


def test_a_server_that_hangs_in_the_middle_of_a_booking_books_it_once_or_not_at_all(
    far_shop: Shop, power: Power
) -> None:
    def stuck(session: Any) -> None:
        session.execute(text("UPDATE product SET name = 'Half'"))
        power.freeze()
        session.execute(text("SELECT 1"))

    began = time.monotonic()
    with pytest.raises(Unavailable) as refused:
        far_shop.database.run(stuck)
    assert refused.value.code == "server_gone"
    assert 1.5 < time.monotonic() - began < TOLD_S
    power.resume()
    with far_shop.database.read() as session:
        assert session.scalar(text("SELECT name FROM product")) == "Product TEA"
    assert trade.scan(far_shop, "TEA").on_hand == -1


def test_after_a_restart_of_the_server_nobody_notices(far_shop: Shop, power: Power) -> None:
    """A15: every pooled connection is dead; the ping finds out."""
    with far_shop.database.read(), far_shop.database.read(), far_shop.database.read():
        pass
    power.off("fast")
    power.on()
    for number in range(1, 4):
        with far_shop.database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM product")) == 1
        assert trade.scan(far_shop, "TEA", "receive", 1).on_hand == number
