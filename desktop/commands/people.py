"""The people who use the program: one more who may do everything."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, was_done
from desktop.commands.texts import check_name
from desktop.domain.errors import UserError
from desktop.domain.ids import member
from desktop.domain.permissions import Actor, Permission, Role
from desktop.schema import AppUser
from desktop.schema.base import table_of

LONGEST = 100


@dataclass(frozen=True)
class CreateAdmin:
    """``password_hash`` is argon2's own text; the password itself never comes here."""

    id: UUID
    by: Actor
    at: datetime
    username: str
    password_hash: str = field(repr=False)


def create_admin(session: Session, command: CreateAdmin) -> UUID:
    """The new person's id. A name is taken once, whatever its letters' case.

    The audit trail holds the role alone: neither name nor hash, so that both can be blanked later.
    """
    require(session, command.by, Permission.MANAGE_USERS)
    person = member(command.id, 0)
    if was_done(session, command.id):
        return person
    name = check_name(command.username, "username", LONGEST)
    same = func.lower(AppUser.username) == name.lower()
    if session.scalar(select(AppUser.id).where(same).limit(1)) is not None:
        raise UserError(
            f"There is somebody named “{name}” already.",
            "Nothing was changed. Choose another name.",
            field="username",
            code="taken",
        )
    made = {"created_at": command.at, "updated_at": command.at}
    session.add(
        AppUser(
            id=person,
            username=name,
            full_name=name,
            password_hash=command.password_hash,
            role=Role.ADMIN,
            store=command.by.store,
            **made,
        )
    )
    trail = Trail(session, command.id, command.by, command.at)
    trail.made(table_of(AppUser), [{"id": person, "role": Role.ADMIN.value}])
    session.flush()
    return person
