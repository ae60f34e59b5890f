"""``db create-admin``: a person who may do everything; the password goes by the input alone."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from desktop.db.engine import Database
from desktop.schema import AppUser, AuditEntry
from desktop.settings import load
from tests.cli.conftest import Onhand

PASSWORD = "p@ss / w:or%d ü"


def rows(onhand: Onhand) -> tuple[str, list[object]]:
    """The new person's hash, and what the audit trail has of people."""
    database = Database(load(onhand.place, environment={"DATABASE_URL": onhand.url}))
    with database.read() as session:
        kept = session.scalar(select(AppUser.password_hash).where(AppUser.username == "Anna"))
        trail = select(AuditEntry.after).where(AuditEntry.entity == "app_user")
        told = list(session.scalars(trail))
    database.close()
    return str(kept), told


def test_an_admin_is_made_and_may_act(onhand: Onhand) -> None:
    made = onhand.done(
        "db", "create-admin", "Anna", "--password-stdin", "--json", stdin=f"{PASSWORD}\nmore"
    )
    assert (made.json["ok"], made.json["role"]) == (True, "admin")
    assert PASSWORD not in made.out + made.err
    kept, trail = rows(onhand)
    assert kept.startswith("$argon2id$")
    assert PasswordHasher().verify(kept, PASSWORD)
    assert trail == [{"id": made.json["id"], "role": "admin"}], "neither name nor hash"
    onhand.done("product", "add", "--sku=S", "--name=N", "--user", "Anna")
    again = onhand("db", "create-admin", "ANNA", "--password-stdin", stdin=PASSWORD)
    assert again.code == 1
    assert "already" in again.err


@pytest.mark.parametrize(
    ("words", "typed", "code"),
    [
        ((), "", 2),
        (("--password-stdin",), "", 1),
        (("--password-stdin",), "short\n", 1),
        (("--password", PASSWORD), "", 2),
    ],
)
def test_without_a_fit_password_nothing_is_made(
    onhand: Onhand, words: tuple[str, ...], typed: str, code: int
) -> None:
    assert onhand("db", "create-admin", "Anna", *words, stdin=typed).code == code
    assert "Anna" not in onhand.done("list", "audit", "--json").out


def test_the_environment_may_hold_the_new_password(onhand: Onhand) -> None:
    onhand.environment["ONHAND_NEW_PASSWORD"] = PASSWORD
    onhand.done("db", "create-admin", "Anna")
    assert PasswordHasher().verify(rows(onhand)[0], PASSWORD)
