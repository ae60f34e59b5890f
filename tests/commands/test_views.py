"""What a person keeps for themselves: merged field by field, nobody else's, small."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.views import KeepOwn, keep_own
from desktop.domain.errors import UserError
from desktop.schema import AppUser, AuditEntry, Setting
from tests.tills import Till

KEY = "view:products:1"


def keep(desk: Till, values: dict[str, Any], user: UUID | None = None, **more: Any) -> None:
    actor = replace(desk.actor, user=user) if user else desk.actor
    number, _, at = desk.head()
    desk.database.run(keep_own, KeepOwn(number, actor, at, values, **more))


def kept(desk: Till, user: UUID | None = None) -> dict[str, Any]:
    with desk.database.read() as session:
        own = (Setting.scope == "user", Setting.scope_id == (user or desk.actor.user))
        rows = session.execute(select(Setting.key, Setting.value).where(*own))
        return {row.key: row.value for row in rows}


def test_fields_that_are_not_named_stay(desk: Till) -> None:
    keep(desk, {KEY: {"title": " Dear \n", "wanted": {"search": "é😀"}}})
    keep(desk, {KEY: {"title": "Cheap"}})
    keep(desk, {KEY: {"place": 3}, "columns:products": {"order": ["price"]}})
    assert kept(desk) == {
        KEY: {"title": "Cheap", "wanted": {"search": "é😀"}, "place": 3},
        "columns:products": {"order": ["price"]},
    }
    keep(desk, {KEY: None})
    keep(desk, {KEY: None})
    assert list(kept(desk)) == ["columns:products"]


def test_each_user_has_their_own_and_no_trail_is_left(desk: Till) -> None:
    other = desk.ids.new()
    with desk.database.write() as session:
        session.add(AppUser(id=other, username="ada", full_name="Ada", role="clerk"))
    keep(desk, {KEY: {"title": "Mine"}})
    keep(desk, {KEY: {"title": "Hers"}}, other)
    keep(desk, {KEY: None})
    assert (kept(desk), kept(desk, other)) == ({}, {KEY: {"title": "Hers"}})
    with desk.database.read() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.entity == "setting")).all() == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"theme": {}}, "unknown"),
        ({"view:" + "x" * 100: {}}, "unknown"),
        ({KEY: {"title": " \x00"}}, "empty"),
        ({KEY: {"title": "x" * 61}}, "too_long"),
        ({KEY: {"wanted": "x" * 20_000}}, "too_large"),
    ],
)
def test_what_is_no_view_is_refused(desk: Till, values: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as refused:
        keep(desk, values)
    assert refused.value.code == code
    assert kept(desk) == {}


def test_what_was_deleted_meanwhile_is_not_made_anew(desk: Till) -> None:
    with pytest.raises(UserError) as refused:
        keep(desk, {KEY: {"title": "New name"}}, is_there=True)
    assert (refused.value.code, kept(desk)) == ("gone", {})
