"""Settings: which spelling of an address is understood, and what the environment may say."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from desktop.domain.errors import UserError
from desktop.settings import Settings, load, save, without_password

WANTED = "postgresql+psycopg2://anna@shop.example:5433/shop"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_usual_spelling_of_a_servers_address_is_one(scheme: str, tmp_path: Path) -> None:
    """A26: an older program's DATABASE_URL goes on working."""
    url = f"{scheme}://anna@shop.example:5433/shop"
    found = load(tmp_path, environment={"DATABASE_URL": url})
    assert (found.url, found.database_from) == (WANTED, "DATABASE_URL")
    assert load(tmp_path, url, environment={}).url == WANTED


def test_the_parts_of_an_address_are_put_together(tmp_path: Path) -> None:
    """B13: with a password of signs that mean something in an address; the URL goes before."""
    parts = {
        "DB_HOST": "shop.example", "DB_PORT": "5433", "DB_NAME": "shop", "DB_USER": "anna",
        "DB_PASSWORD": "p@ss/w:rd",
    }  # fmt: skip
    wanted = WANTED.replace("anna@", "anna:p%40ss%2Fw%3Ard@")
    assert load(tmp_path, environment=parts).url == wanted
    both = parts | {"DATABASE_URL": "postgresql://other.example/x"}
    assert "other.example" in load(tmp_path, environment=both).url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_POOL_SIZE", "many"),
        ("DATABASE_POOL_SIZE", "²"),
        ("DATABASE_ECHO", "perhaps"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
    ],
)
def test_what_the_environment_says_without_sense_is_refused(
    name: str, value: str, tmp_path: Path
) -> None:
    """C12: the sentence names the variable, or the engine that is not spoken."""
    with pytest.raises(UserError) as refused:
        load(tmp_path, environment={name: value})
    assert refused.value.field in (name, "database")


def test_a_port_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="DB_PORT is “abc”"):
        load(tmp_path, environment={"DB_HOST": "h", "DB_PORT": "abc", "DB_PASSWORD": "geheim"})
    empty = {"DB_HOST": "h", "DB_PORT": "", "DB_NAME": "my shop?"}
    url = make_url(load(tmp_path, environment=empty).url)
    assert (url.port, url.database) == (5432, "my shop?")


@pytest.mark.parametrize("name", ["what?", "100%", "a%41b", "a b#c", "line\nbreak", "ä"])
def test_any_folder_and_any_file_is_found_under_its_own_name(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    assert make_url(load(place, environment={}).url).database == str(place / "shop.onhand")
    file = str(place / "x.onhand")
    assert make_url(load(place, file, environment={}).url).database == file


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("theme = 5", "theme in"),
        ('font_scale = "big"', "font_scale in"),
        ("volume = 1.5", "volume in"),
        ("volume = 99999999999999999999", "volume in"),
        ('sound = "perhaps"', "sound in"),
        ("user = ['x']", "user in"),
        ("database = 5", "database in"),
        ('database = "mysql://x/y"', "mysql"),
        ('database = "a\\u0000b"', "path"),
        ("= 5", "cannot be read"),
    ],
)
def test_a_settings_file_without_sense_is_refused_in_a_sentence(
    line: str, named: str, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text(line)
    with pytest.raises(UserError) as refused:
        load(tmp_path, environment={})
    assert named in refused.value.message
    assert refused.value.hint


def test_a_settings_file_that_is_a_folder_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(UserError, match="cannot be read: Is a directory"):
        load(tmp_path, environment={})


SAVED = """# who looks after this: Anna
database = "postgresql://shop.example/x"
store_id = "abc"  # do not touch
colour = "unknown to this program"

[of_others]
key = 1
"""


def started(place: Path) -> Settings:
    """As ``--database other --user mara`` starts, with an environment of its own."""
    environment = {"DATABASE_POOL_SIZE": "9"}
    return replace(load(place, str(place / "other"), environment=environment), user="mara")


def test_only_what_a_person_changed_is_written_and_all_else_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(SAVED)
    file.chmod(0o640)
    before = started(tmp_path)
    save(replace(before, theme="dark"), before)
    assert file.read_text() == SAVED.replace("\n\n[", '\ntheme = "dark"\n\n[')
    assert file.stat().st_mode & 0o777 == 0o640
    again = load(tmp_path, environment={})
    assert again.database == "postgresql+psycopg2://shop.example/x"
    assert (again.theme, again.store_id, again.user) == ("dark", "abc", "")


def test_options_and_the_environment_are_never_written(tmp_path: Path) -> None:
    before = started(tmp_path)
    save(before, before)
    assert not (tmp_path / "settings.toml").exists(), "nothing was changed"
    save(replace(before, volume=20, user="ines", database="sqlite:///x"), before)
    assert (tmp_path / "settings.toml").read_text() == "volume = 20\n"


def test_a_file_that_was_broken_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    before = load(tmp_path, environment={})
    file.write_text("theme = ")
    with pytest.raises(UserError, match="cannot be read"):
        save(replace(before, theme="dark"), before)
    assert file.read_text() == "theme = "
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("url", "is_refused"),
    [
        ("postgresql://postgres:@h/shop", False),
        ("postgresql://postgres:@/shop?host=/tmp&password=", False),
        ("postgresql://postgres@h/shop", False),
        ("postgresql://postgres:x@h/shop", True),
        ("postgresql://postgres@h/shop?password=x", True),
    ],
)
def test_only_a_password_that_is_one_is_refused_on_the_command_line(
    url: str, is_refused: bool, tmp_path: Path
) -> None:
    if not is_refused:
        assert load(tmp_path, url, environment={}).database_from == "argument"
        return
    with pytest.raises(UserError) as refused:
        load(tmp_path, url, environment={})
    assert refused.value.code == "password_in_argument"


@pytest.mark.parametrize("secret", ["x", "p@ss", "p@s/s@x", "p/s:s", "a?b@c", "%40 &=#"])
def test_whatever_the_password_has_it_is_not_shown(secret: str) -> None:
    shown = without_password(f"postgresql://anna:{secret}@shop.example/shop")
    assert shown == "postgresql://anna@shop.example/shop"


def test_whatever_a_page_changes_is_there_again_at_the_next_start(tmp_path: Path) -> None:
    """Every name that the windows hand on as a setting to be kept."""
    begun = load(tmp_path, environment={})
    pages = (Path(__file__).parents[1] / "desktop" / "ui").rglob("*.py")
    call = re.compile(r"(?:keep\((?:self\._)?context|replace\([\w.]*settings), (\w+)=")
    names = {name for page in pages for name in call.findall(page.read_text("utf-8"))}
    assert names >= {"backup_second", "backup_on_exit", "backup_hours", "theme", "slow_ms"}
    other: dict[type, Any] = {str: "other", bool: False, int: 7}
    changed = {name: other[type(getattr(begun, name))] for name in names & vars(begun).keys()}
    changed = {name: value for name, value in changed.items() if not name.startswith("database")}
    save(replace(begun, **changed), begun)
    again = load(tmp_path, environment={})
    assert {name: getattr(again, name) for name in changed} == changed
