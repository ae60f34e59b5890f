"""Settings: which spelling of an address is understood, and what the environment may say."""

from pathlib import Path

import pytest

from desktop.domain.errors import UserError
from desktop.settings import load

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
    [("DATABASE_POOL_SIZE", "many"), ("DATABASE_ECHO", "perhaps"), ("DATABASE_URL", "mysql://x/y")],
)
def test_what_the_environment_says_without_sense_is_refused(
    name: str, value: str, tmp_path: Path
) -> None:
    """C12: the sentence names the variable, or the engine that is not spoken."""
    with pytest.raises(UserError) as refused:
        load(tmp_path, environment={name: value})
    assert refused.value.field in (name, "database")
