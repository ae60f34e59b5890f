"""The policy of ordering is changed with a trail, read everywhere at once, and taken back."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from desktop.commands.reorder_policy import (
    ChangePolicy,
    UndoPolicy,
    change_policy,
    undo_policy,
)
from desktop.domain.errors import UserError
from desktop.domain.reorder_policy import Policy
from desktop.queries.reorder_policy import reorder_policy
from desktop.schema import AuditEntry
from tests.tills import Till

NEW = Policy(98, 95, 85, 14, Decimal("2500.00"))


def change(till: Till, policy: Policy, seen: Policy | None = None) -> ChangePolicy:
    till.clock.pass_by(1)
    command = ChangePolicy(*till.head(), policy, seen)
    till.send(change_policy, command)
    return command


def holds(till: Till) -> Policy:
    with till.database.read() as session:
        return reorder_policy(session, till.actor.store)


def test_a_change_is_kept_with_its_trail_and_taken_back(desk: Till) -> None:
    before = holds(desk)
    command = change(desk, NEW, before)
    assert holds(desk) == NEW
    with desk.database.read() as session:
        wanted = select(AuditEntry.user, AuditEntry.after).where(AuditEntry.batch == command.id)
        user, after = session.execute(wanted).one()
    assert (user, after["value"]["budget"]) == (desk.actor.user, "2500.00")
    desk.send(change_policy, command)  # its answer was lost
    back = UndoPolicy(*desk.head(), command.id)
    assert desk.send(undo_policy, back) == before
    assert holds(desk) == before
    desk.send(undo_policy, back)
    assert holds(desk) == before


def test_the_second_of_two_editors_is_told_and_nothing_changes(desk: Till) -> None:
    seen = holds(desk)
    first = change(desk, replace(NEW, review_days=3))
    with pytest.raises(UserError, match="was changed by") as refused:
        change(desk, NEW, seen)
    assert refused.value.code == "stale"
    second = change(desk, replace(NEW, review_days=5))
    with pytest.raises(UserError, match="meanwhile"):
        desk.send(undo_policy, UndoPolicy(*desk.head(), first.id))
    assert holds(desk).review_days == 5
    desk.send(undo_policy, UndoPolicy(*desk.head(), second.id))
    desk.send(undo_policy, UndoPolicy(*desk.head(), first.id))
    assert holds(desk) == seen


def test_what_cannot_be_is_refused_and_what_is_the_same_leaves_no_trail(desk: Till) -> None:
    before = holds(desk)
    with pytest.raises(UserError, match="50 to 99"):
        change(desk, replace(NEW, a=100))
    same = change(desk, before)
    with pytest.raises(UserError, match="nothing to take back"):
        desk.send(undo_policy, UndoPolicy(*desk.head(), same.id))
    assert holds(desk) == before
