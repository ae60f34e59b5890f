"""Places that were opened from here: kept without a password, chosen again, and forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.commands.shop import CreateShop
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.jobs import connecting, opening
from desktop.jobs.connecting import FileChoice, ServerChoice
from desktop.settings import FILE, KnownPlace, Settings, known_places, load, save_places
from tests.conftest import Servers

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
SERVER = ServerChoice("store-db.local", 5432, "inventory", "app", "se@cret", connecting.VERIFY)


def a_shop(now: Settings, name: str) -> Settings:
    """Created, opened and remembered, as the window does it."""
    opening.create(now, CreateShop(Ids().new(), SystemClock().now(), name=name))
    return opened(now, name, AT)


def opened(now: Settings, name: str, at: datetime) -> Settings:
    shop = opening.open_shop(now, "till")
    shop.database.close()
    connecting.remember(shop.settings, name, at)
    return shop.settings


def names(now: Settings) -> list[str]:
    return [each.name for each in connecting.others(now)]


def test_one_goes_from_place_to_place_and_the_last_used_comes_first(tmp_path: Path) -> None:
    first = a_shop(load(tmp_path, environment={}), "First")
    second = a_shop(connecting.keep(FileChoice(tmp_path / "2.onhand"), first), "Second")
    third = a_shop(connecting.keep(FileChoice(tmp_path / "3.onhand"), second), "Third")
    assert names(third) == ["First", "Second"] or names(third) == ["Second", "First"]
    opened(second, "Second", AT + timedelta(hours=1))
    again = load(tmp_path, environment={})
    assert names(third)[0] == "Second"
    back = connecting.choice_of(connecting.others(third)[1], again)
    assert back == FileChoice(tmp_path / "shop.onhand")
    kept = connecting.keep(back, third)
    assert (kept.database, kept.store_id) == ("", first.store_id)
    assert load(tmp_path, environment={}).store_id == first.store_id


def test_a_place_is_kept_once_and_never_with_its_password(tmp_path: Path) -> None:
    now = replace(connecting.keep(SERVER, load(tmp_path, environment={})), store_id="abc")
    for hour in range(3):
        connecting.remember(now, "Far", AT + timedelta(hours=hour))
    (place,) = known_places(tmp_path)
    assert (place.name, place.store_id, place.used) == ("Far", "abc", "2026-03-01T11:00:00+00:00")
    assert "cret" not in (tmp_path / FILE).read_text("utf-8")
    assert connecting.choice_of(place, now) == replace(SERVER, password="")
    assert connecting.known_store(SERVER, tmp_path) == "abc"
    connecting.forget(place, tmp_path)
    assert known_places(tmp_path) == []
    assert (tmp_path / FILE).read_text("utf-8").startswith("database = ")


def test_what_a_variable_names_is_not_remembered_and_offers_nothing(tmp_path: Path) -> None:
    a_shop(load(tmp_path, environment={}), "Own")
    url = {"DATABASE_URL": f"sqlite:///{tmp_path / 'other.onhand'}"}
    other = a_shop(load(tmp_path, environment=url), "Other")
    assert [each.name for each in known_places(tmp_path)] == ["Own"]
    assert connecting.others(other) == []


def test_a_swapped_file_is_noticed_on_the_way_back(tmp_path: Path) -> None:
    first = a_shop(load(tmp_path, environment={}), "First")
    second = a_shop(connecting.keep(FileChoice(tmp_path / "2.onhand"), first), "Second")
    (tmp_path / "2.onhand").replace(tmp_path / "shop.onhand")
    (place,) = connecting.others(second)
    with pytest.raises(UserError) as refused:
        opening.look(connecting.keep(connecting.choice_of(place, second), second))
    assert refused.value.code == "other_shop"
    seen = replace(FileChoice(tmp_path / "shop.onhand"), store_id=second.store_id)
    opening.look(connecting.keep(seen, second))


def test_another_shop_on_a_known_server_is_noticed_and_an_emptied_one_too(
    tmp_path: Path, postgres_servers: Servers
) -> None:
    saved = tmp_path / FILE
    for template, code in (("template_shop", "other_shop"), ("template0", "shop_gone")):
        postgres_servers.url("postgres")
        url = postgres_servers.empty("postgres", template)
        saved.write_text(f'database = "{url}"\nstore_id = "abc"\n')
        with pytest.raises(UserError) as refused:
            opening.look(load(tmp_path, environment={}))
        assert refused.value.code == code
        saved.write_text(f'database = "{url}"\n')
        opening.look(load(tmp_path, environment={}))
        postgres_servers.drop("postgres", url)


@pytest.mark.parametrize(
    "words", ["places = 5", "places = [1]", '[[places]]\nname = "x"', '[places]\nname = "x"']
)
def test_places_without_sense_are_left_out(words: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(words)
    assert known_places(tmp_path) == []


def test_a_settings_file_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    now = replace(load(tmp_path, environment={}), store_id="abc")
    (tmp_path / FILE).write_text("this is = = no toml")
    connecting.remember(now, "Own", AT)
    assert known_places(tmp_path) == []
    (tmp_path / FILE).unlink()
    save_places(tmp_path, [KnownPlace("A", "postgresql://u:secret@h/d", "", "")])
    assert "secret" not in (tmp_path / FILE).read_text("utf-8")
