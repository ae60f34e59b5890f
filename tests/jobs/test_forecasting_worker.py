"""A run in a process of its own: stopped, killed, and asked for by two workstations at once."""

from contextlib import ExitStack

import pytest
from sqlalchemy.engine import make_url

from desktop.db.lease import lease
from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled, Progress, Silent
from desktop.jobs.forecasting.turns import ELSEWHERE, Asked, forecast
from desktop.jobs.opening import Shop
from desktop.schema import AppUser
from tests.jobs.forecasting import NOON, Past
from tests.workers import Killing, Stopping, workers

MODULE = "forecasting.worker"


@pytest.fixture
def past(shop: Shop) -> Past:
    made = Past(shop)
    tea = made.product()
    made.sold(tea, dict.fromkeys(range(1, 40), 2.0), stock=20)
    return made


def ask(past: Past, progress: Progress | None = None, is_patient: bool = True) -> dict[str, object]:
    shop = past.shop
    asked = Asked(shop.actor, NOON, is_patient=is_patient)
    return forecast(shop.settings, shop.database.read, shop.ids, asked, progress or Silent())


def test_a_worker_forecasts_and_what_stops_or_kills_it_leaves_the_run_before(past: Past) -> None:
    (tea,) = past.codes
    assert ask(past)["products"] == 1
    first = past.told(tea).run
    with pytest.raises(Cancelled):
        ask(past, Stopping())
    with pytest.raises(UserError) as error:
        ask(past, Killing(MODULE))
    assert error.value.code == "worker_died"
    assert workers(MODULE) == []
    assert past.told(tea).run == first


class Waiting:
    """Lets the other workstation end when somebody waits for it."""

    def __init__(self, other: ExitStack) -> None:
        self.other = other
        self.words: list[str] = []

    def report(self, done: int, total: int, message: str = "") -> None:
        self.words.append(message)
        self.other.close()


def test_of_two_workstations_one_forecasts_and_the_other_waits_or_goes_on(past: Past) -> None:
    (tea,) = past.codes
    url = make_url(past.shop.settings.url)
    with ExitStack() as other:
        assert other.enter_context(lease(url, f"forecast:{past.actor.store}"))
        with pytest.raises(Cancelled, match="Another program or workstation"):
            ask(past, is_patient=False)
        waiting = Waiting(other)
        assert ask(past, waiting)["products"] == 1
        assert waiting.words[0] == ELSEWHERE
    assert past.told(tea)
    with ExitStack() as other:
        other.enter_context(lease(url, f"forecast:{past.actor.store}"))

        def ended() -> None:
            past.run()

        other.callback(ended)
        assert ask(past, Waiting(other))["is_elsewhere"] is True


def test_what_a_worker_cannot_do_is_the_sentence_of_its_own(past: Past) -> None:
    with past.shop.database.write() as session:
        session.get_one(AppUser, past.actor.user).is_active = False
    with pytest.raises(UserError) as error:
        ask(past)
    assert error.value.code == "not_allowed"
