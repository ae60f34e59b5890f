"""The shop's own fields of products: define, change, put in order, retire, delete, undo."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.conflicts import mine_to_set
from desktop.commands.custom_values import convert_values, strip_values
from desktop.commands.texts import check_name
from desktop.domain.custom_field import (
    MOST_CHOICES,
    MOST_FIELDS,
    TYPES,
    FieldInfo,
    Option,
    check_key,
    key_of,
    options_of,
)
from desktop.domain.errors import UserError
from desktop.domain.food import groups_of
from desktop.domain.ids import member
from desktop.domain.permissions import Actor, Permission
from desktop.schema import CustomField
from desktop.schema.custom_field import info_of

SET = ("label", "type", "options", "required", "section", "is_active")
LONGEST_LABEL = 100


@dataclass(frozen=True)
class DefineField:
    """A new field. ``key`` is made from the label where it is empty; ``choices`` are words."""

    id: UUID
    by: Actor
    at: datetime
    label: str
    type: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    section: str = ""
    key: str = ""


@dataclass(frozen=True)
class ChangeField:
    """``values``: label, type, choices (words), required, section, is_active; also ``renamed``.

    ``renamed``: old words of choices → new ones, whose products keep them. ``version`` is the one
    the editor read; 0 skips the check. ``seen``: what the editor was shown, by the same names.
    """

    id: UUID
    by: Actor
    at: datetime
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    version: int = 0
    seen: dict[str, Any] | None = None


@dataclass(frozen=True)
class OrderFields:
    """``keys`` in their new order; those that are not named follow as they stood."""

    id: UUID
    by: Actor
    at: datetime
    keys: tuple[str, ...]


@dataclass(frozen=True)
class DeleteField:
    """A field with all its values."""

    id: UUID
    by: Actor
    at: datetime
    key: str


@dataclass(frozen=True)
class UseGroup:
    """Switches a ready-made group on, or off again: nutrition, allergens, storage, origin, food."""

    id: UUID
    by: Actor
    at: datetime
    group: str
    is_on: bool = True


def define_field(session: Session, command: DefineField) -> str:
    """The new field's key. Locks nothing: two that make the same key at once, one is told."""
    require(session, command.by, Permission.DEFINE_FIELDS)
    if was_done(session, command.id):
        return session.get_one(CustomField, command.id).key
    known = _fields(session)
    _refuse_many(known, 1)
    label = _label(known, command.label)
    key = command.key.strip()
    key = check_key(key) if key else key_of(label, [row.key for row in known])
    if any(row.key == key for row in known):
        raise _taken(key)
    info = FieldInfo(
        key, label, _type(command.type), _choices(command.type, command.choices),
        command.required, _section(command.section),
    )  # fmt: skip
    trail = Trail(session, command.id, command.by, command.at)
    try:
        with session.begin_nested():
            _add(session, info, command.id, _last(known) + 1, trail)
            session.flush()
    except IntegrityError as error:  # somebody else made it in this very moment
        raise _taken(key) from error
    return key


def check_new(session: Session, fields: Sequence[FieldInfo]) -> None:
    """UserError where an import may not define these."""
    known = _fields(session) if fields else []
    _refuse_many(known, len(fields))
    for info in fields:
        _label(known, info.label)
        _choices(_type(info.type), [option.label for option in info.options])
        if any(row.key == info.key for row in known):
            raise _taken(info.key)


def define_all(session: Session, fields: Sequence[FieldInfo], trail: Trail) -> None:
    """Fields that were checked, of one import: first in its trail, so that they go last."""
    if not fields:
        return
    check_new(session, fields)  # somebody may have made one while the import was made ready
    place = _last(_fields(session)) + 1
    first = Trail(session, trail.batch, trail.by, trail.at, first=-len(fields))
    try:
        with session.begin_nested():
            for number, info in enumerate(fields):
                _add(session, info, member(trail.batch, number), place + number, first)
            session.flush()
    except IntegrityError as error:
        raise _taken(fields[0].key) from error


def _taken(key: str) -> UserError:
    return UserError(
        f"There is a field with the key “{key}” already.",
        "Each key is of one field only; perhaps it is retired.",
        field="key",
        code="duplicate_key",
    )


def change_field(session: Session, command: ChangeField) -> int:
    """The new version. Another type, or fewer choices, only where every stored value fits.

    Lock: the definition, then the products that have a value, where these are converted.
    """
    require(session, command.by, Permission.DEFINE_FIELDS)
    row = _get(session, command.key)
    if was_done(session, command.id):
        return row.version
    wanted = _wanted(row, command)
    edit = (wanted, _now(row), _seen(command))
    values = mine_to_set(session, row, row.label, edit, command.version)
    old, before = info_of(row), fields_of(row)
    if "label" in values:
        values["label"] = _label(_fields(session), values["label"], row.key)
    for name, value in values.items():
        setattr(row, name, value)
    if row.type == "choice" and not row.options:
        raise UserError("A choice needs something to choose from.", field="choices", code="empty")
    trail = Trail(session, command.id, command.by, command.at)
    if trail.changed(row, before):
        row.updated_at = command.at
    session.flush()
    convert_values(session, old, info_of(row), trail)
    return row.version


def order_fields(session: Session, command: OrderFields) -> None:
    """Numbers them anew; a field that somebody made meanwhile goes to the end."""
    require(session, command.by, Permission.DEFINE_FIELDS)
    if was_done(session, command.id):
        return
    rows = {row.key: row for row in _fields(session)}
    named = [key for key in dict.fromkeys(command.keys) if key in rows]
    order = [*named, *(key for key in rows if key not in named)]
    trail = Trail(session, command.id, command.by, command.at)
    for place, key in enumerate(order):
        before = fields_of(rows[key])
        rows[key].position = place
        if trail.changed(rows[key], before):
            rows[key].updated_at = command.at
    session.flush()


def delete_field(session: Session, command: DeleteField) -> int:
    """How many products lose a value with it; all of it comes back by one undo."""
    require(session, command.by, Permission.DEFINE_FIELDS)
    if was_done(session, command.id):
        return 0
    row = _get(session, command.key)
    trail = Trail(session, command.id, command.by, command.at)
    lost = strip_values(session, info_of(row), trail)
    trail.deleted(row)
    session.delete(row)
    session.flush()
    return lost


def use_group(session: Session, command: UseGroup) -> tuple[str, ...]:
    """The keys that came or went. Off hides the fields and keeps their values.

    A field of the shop that has one of the keys already stays as it is defined.
    """
    require(session, command.by, Permission.DEFINE_FIELDS)
    groups = groups_of(command.group)
    if not groups:
        raise UserError(f"There is no group “{command.group[:40]}”.", field="group", code="unknown")
    if was_done(session, command.id):
        return ()
    known = _fields(session)
    rows, place = {row.key: row for row in known}, _last(known)
    trail = Trail(session, command.id, command.by, command.at)
    missing = [info for group in groups for info in group.fields if info.key not in rows]
    done = []
    for info in (info for group in groups for info in group.fields if info.key in rows):
        before = fields_of(rows[info.key])
        rows[info.key].is_active = command.is_on
        if trail.changed(rows[info.key], before):
            rows[info.key].updated_at = command.at
            done.append(info.key)
    for number, info in enumerate(missing if command.is_on else ()):
        _add(session, info, member(command.id, number), place + 1 + number, trail)
        done.append(info.key)
    _refuse_many(known, len(missing) if command.is_on else 0)
    session.flush()
    return tuple(done)


def _fields(session: Session) -> list[CustomField]:
    wanted = select(CustomField).where(CustomField.entity == "product")
    return list(session.scalars(wanted.order_by(CustomField.position, CustomField.key)))


def _last(known: Sequence[CustomField]) -> int:
    return max((row.position for row in known), default=-1)


def _add(session: Session, info: FieldInfo, key: UUID, place: int, trail: Trail) -> None:
    row = CustomField(
        id=key,
        entity="product",
        key=info.key,
        label=info.label,
        type=info.type,
        options=_plain(info.options),
        required=info.is_required,
        section=info.section,
        position=place,
        is_active=True,
        created_at=trail.at,
        updated_at=trail.at,
    )
    session.add(row)
    trail.created(row)


def _get(session: Session, key: str) -> CustomField:
    wanted = select(CustomField).where(CustomField.entity == "product", CustomField.key == key)
    row = session.scalars(wanted.with_for_update()).first()
    if row is None:
        raise UserError(
            f"There is no field “{key[:40]}”.",
            "It was deleted, perhaps in another window.",
            field="key",
            code="gone",
        )
    return row


def _refuse_many(known: Sequence[CustomField], more: int) -> None:
    if len(known) + more > MOST_FIELDS:
        raise UserError(
            f"There may be {MOST_FIELDS} fields at most.",
            "Delete some that nobody needs.",
            code="too_many",
        )


def _label(known: Sequence[CustomField], label: str, own: str = "") -> str:
    kept = check_name(label, "label", LONGEST_LABEL)
    other = next((r for r in known if r.label.casefold() == kept.casefold() and r.key != own), None)
    if other is not None:
        raise UserError(
            f"There is a field “{other.label}” already{'' if other.is_active else ', retired'}.",
            "Files and forms tell fields by their names." if other.is_active else "Bring it back.",
            field="label",
            code="duplicate_label",
        )
    return kept


def _type(kind: str) -> str:
    if kind not in TYPES:
        raise UserError(
            f"There is no type “{kind[:40]}”.",
            f"There are: {', '.join(TYPES)}.",
            field="type",
            code="unknown_type",
        )
    return kind


def _section(words: str) -> str:
    return check_name(words, "section", 60) if words.strip() else ""


def _choices(kind: str, words: Sequence[str], known: Sequence[Option] = ()) -> tuple[Option, ...]:
    if kind != "choice":
        return ()
    labels = [check_name(each, "choices", LONGEST_LABEL) for each in words if each.strip()]
    if not labels:
        raise UserError("A choice needs something to choose from.", field="choices", code="empty")
    if len(labels) > MOST_CHOICES:
        raise UserError(f"There may be {MOST_CHOICES} choices.", field="choices", code="too_many")
    folded = [label.casefold() for label in labels]
    twice = next((label for label in labels if folded.count(label.casefold()) > 1), None)
    if twice is not None:
        raise UserError(f"“{twice}” stands there twice.", field="choices", code="duplicate")
    return options_of(labels, known)


def _plain(options: Sequence[Option]) -> list[dict[str, str]]:
    return [{"key": option.key, "label": option.label} for option in options]


def _wanted(row: CustomField, command: ChangeField) -> dict[str, Any]:
    """The columns that the command sets, checked."""
    values = dict(command.values)
    words = values.pop("choices", None)
    unknown = set(values) - set(SET) | ({"options"} & set(values))
    if unknown:
        raise UserError(f"A field has no “{min(unknown)[:40]}”.", code="bad_field")
    if "type" in values:
        _type(values["type"])
    if "section" in values:
        values["section"] = _section(values["section"])
    kind = values.get("type", row.type)
    if words is not None or (kind != row.type and "choice" in (kind, row.type)):
        known = info_of(row).options
        renamed = {old.casefold(): new for old, new in command.renamed.items()}
        named = [Option(o.key, renamed.get(o.label.casefold(), o.label)) for o in known]
        values["options"] = _plain(_choices(kind, words or (), named))
    return values


def _now(row: CustomField) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SET}


def _seen(command: ChangeField) -> dict[str, Any] | None:
    """What the editor was shown, by the names of the columns."""
    if command.seen is None:
        return None
    return {("options" if name == "choices" else name): v for name, v in command.seen.items()}
