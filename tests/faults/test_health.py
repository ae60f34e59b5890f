"""Health within three seconds, whatever a server does: it hangs, is gone, refuses, is silent."""

import socket
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import make_url

from desktop.db.engine import Database
from desktop.jobs.health.pulse import Health, Pulse
from desktop.jobs.opening import Shop
from desktop.settings import load
from tests.faults.power import Power


def within(pulse: Pulse) -> Health:
    """The answer, which came in time."""
    began = time.monotonic()
    found = pulse.health()
    assert time.monotonic() - began < 3
    return found


def test_a_server_that_stands_still_is_unhealthy_in_time_and_healthy_when_it_wakes(
    far_shop: Shop, power: Power
) -> None:
    """C31: twice, for the second asker must not wait for the first one's thread."""
    pulse = Pulse(far_shop.database)
    assert within(pulse).status == "healthy"
    power.freeze()
    for _ in range(2):
        found = within(pulse)
        assert (found.status, found.connection_test) == ("unhealthy", False)
        assert found.response_ms is None
        assert found.message and found.hint
    power.resume()
    answers = (pulse.health() for _ in range(20))
    assert any(found.status == "healthy" for found in answers)


@pytest.mark.parametrize("how", ["fast", "killed"])
def test_a_server_that_is_down_is_unhealthy_at_once(far_shop: Shop, power: Power, how: str) -> None:
    pulse = Pulse(far_shop.database)
    power.off(how)
    found = within(pulse)
    assert (found.status, found.code) == ("unhealthy", "server_gone")
    power.on()
    assert within(pulse).status == "healthy"


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield int(door.getsockname()[1])


def test_a_line_on_which_nobody_speaks_is_unhealthy_in_time(far_shop: Shop, silent: int) -> None:
    url = make_url(far_shop.settings.url).set(host="127.0.0.1", port=silent, query={})
    words = url.render_as_string(hide_password=False)
    place = far_shop.settings.data_dir
    database = Database(load(place, environment={"DATABASE_URL": words}))
    try:
        assert within(Pulse(database)).status == "unhealthy"
    finally:
        database.close()


def test_a_port_where_nobody_listens_is_told_in_words(far_shop: Shop, silent: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = make_url(far_shop.settings.url).set(host="127.0.0.1", port=port, query={})
    place = far_shop.settings.data_dir
    words = url.render_as_string(hide_password=False)
    database = Database(load(place, environment={"DATABASE_URL": words}))
    try:
        found = within(Pulse(database))
        assert (found.status, found.code) == ("unhealthy", "server_gone")
        assert "no database server runs" in found.message
    finally:
        database.close()
