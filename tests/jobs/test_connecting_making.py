"""A database that is not there yet: made where the login may, else it is said who may."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from desktop.commands.shop import CreateShop
from desktop.domain.clock import SystemClock
from desktop.domain.ids import Ids
from desktop.jobs import connecting, opening
from desktop.jobs.connecting import Place, ServerChoice, Step
from desktop.settings import load
from tests import servers

PASSWORD = "p@ss/w:or%d 1"


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Server]:
    """A server with one login that may make databases and one that may not."""
    built = servers.Server(servers.wheel_binaries())
    built.listen()
    built.start()
    tell(built, f"CREATE ROLE maker LOGIN CREATEDB PASSWORD '{PASSWORD}'")
    tell(built, f"CREATE ROLE clerk LOGIN PASSWORD '{PASSWORD}'")
    yield built
    built.stop()
    built.remove()


def tell(server: servers.Server, statement: str) -> None:
    engine = create_engine(server.url.format(name="postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    engine.dispose()


def choice(server: servers.Server, name: str, user: str = "maker") -> ServerChoice:
    return ServerChoice("127.0.0.1", server.port, name, user, PASSWORD, connecting.OPEN)


def last(where: ServerChoice, creates: bool = False) -> Step | Place:
    return list(connecting.probe(where, creates=creates))[-1]


@pytest.mark.parametrize("name", ["corner", 'odd "name" / @:%41', "Läden"])
def test_a_login_that_may_creates_the_database_and_the_shop_goes_into_it(
    server: servers.Server, name: str, tmp_path: "pytest.TempPathFactory"
) -> None:
    where = choice(server, name)
    offered = last(where)
    assert isinstance(offered, Step) and offered.error is not None
    assert (offered.key, offered.error.code) == ("database", "may_create")
    assert isinstance(last(where), Step), "a trial alone creates nothing"
    made = last(where, creates=True)
    assert isinstance(made, Place) and made.is_new
    again = last(where, creates=True)
    assert isinstance(again, Place), "somebody was faster"
    kept = connecting.keep(where, load(tmp_path, environment={}))  # type: ignore[arg-type]
    shop = opening.open_shop(
        opening.create(kept, CreateShop(Ids().new(), SystemClock().now(), name="Ünder")), "till"
    )
    with shop.database.read() as session:
        assert session.scalar(text("SHOW server_encoding")) == "UTF8"
    shop.database.close()


def test_a_login_that_may_not_is_told_who_may(server: servers.Server) -> None:
    where = choice(server, "elsewhere", "clerk")
    refused = last(where)
    assert isinstance(refused, Step) and refused.error is not None
    assert (refused.key, refused.error.code) == ("database", "no_database")
    assert "These logins may: maker, onhand." in refused.error.hint
    tried = last(where, creates=True)
    assert isinstance(tried, Step) and tried.error is not None
    assert (tried.key, tried.error.code) == ("database", "not_created")
    assert PASSWORD not in str(tried.error)


def test_where_the_login_reaches_no_other_database_the_name_alone_is_said(
    server: servers.Server,
) -> None:
    for place in ("postgres", "template1"):
        tell(server, f"REVOKE CONNECT ON DATABASE {place} FROM PUBLIC")
    try:
        refused = last(choice(server, "elsewhere", "clerk"))
    finally:
        for place in ("postgres", "template1"):
            tell(server, f"GRANT CONNECT ON DATABASE {place} TO PUBLIC")
    assert isinstance(refused, Step) and refused.error is not None
    assert refused.error.code == "no_database"
    assert "“elsewhere”" in refused.error.message
    wrong = last(replace(choice(server, "elsewhere"), password="x"))
    assert isinstance(wrong, Step) and wrong.error is not None
    assert wrong.error.code == "bad_login"
