"""What products say in the shop's own fields: checked, converted with a definition, taken away."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desktop.commands import search_words
from desktop.commands.audit import Trail
from desktop.db.bulk import update_rows
from desktop.db.json_values import json_text
from desktop.domain.change import Change, changed
from desktop.domain.custom_field import (
    PREFIX,
    SHARE,
    FieldInfo,
    converted,
    merged,
    required,
    sound,
    told,
    typed,
)
from desktop.domain.errors import UserError
from desktop.domain.parts import parts
from desktop.schema import CustomField, Product
from desktop.schema.base import table_of
from desktop.schema.custom_field import info_of

CF, P = table_of(CustomField), table_of(Product)
NAMED, PART = 3, 500


def read_fields(session: Session) -> dict[str, FieldInfo]:
    """All of them by key, in their order."""
    wanted = select(CF).where(CF.c.entity == "product").order_by(CF.c.position, CF.c.key)
    return {row.key: info_of(row) for row in session.connection().execute(wanted)}


def new_values(session: Session, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values of a new product; None, as from a scan, asks for nothing that is required yet."""
    if given is None:
        return {}
    fields = read_fields(session)
    values = {key: checked(fields, key, value) for key, value in given.items()}
    for info in fields.values():
        if info.is_required and info.is_active and values.get(info.key) is None:
            raise required(info)
    return {key: kept for key, kept in values.items() if kept is not None}


def checked(fields: Mapping[str, FieldInfo], key: str, value: Any) -> Any:
    """What is stored of a value; UserError where there is no such field or it is not its value."""
    info = fields.get(key)
    if info is None or not info.is_active:
        state = "was retired" if info is not None else "is gone"
        name = info.label if info is not None else key[:40]
        raise UserError(
            f"The field {name} {state}: its value was not saved.",
            "Everything else may be saved.",
            field=PREFIX + key,
            code="field_gone",
        )
    return sound(info, value)


def set_value(session: Session, product: Product, name: str, value: Any) -> None:
    """One field of a product, by its name among the product's others."""
    key = name.removeprefix(PREFIX)
    product.custom = merged(product.custom, key, checked(read_fields(session), key, value))


def change_values(
    session: Session, products: Sequence[UUID], name: str, change: Change, trail: Trail
) -> list[UUID]:
    """One own field of many products: those that changed. One that may not refuses all.

    Lock: the products, in the order of their ids. A share is rounded to two decimals.
    """
    key = name.removeprefix(PREFIX)
    fields = read_fields(session)
    checked(fields, key, change.value if change.kind == "set" else None if key in fields else "")
    info = fields[key]
    if change.kind in ("percent", "amount") and info.type != "number":
        raise UserError("Only figures can be raised or lowered.", field=name, code="bad_change")

    def made(kept: Any) -> Any:
        return checked(fields, key, changed(change, typed(info, kept), SHARE))

    done: list[UUID] = []
    for part in parts(products, PART):
        wanted = P.c.id.in_(part)
        done += _rewrite(session, info, trail, made, wanted)
    return done


def convert_values(session: Session, old: FieldInfo, new: FieldInfo, trail: Trail) -> None:
    """Products follow a definition with another type or other choices; one that cannot refuses it.

    Where choices are only called otherwise, products are found by the new words.
    """
    if (old.type, old.options) == (new.type, new.options):
        return
    found = _rewrite(session, old, trail, lambda kept: converted(old, new, kept), _has(old))
    words = select(P.c.id).where(_has(old))
    named = {option.key: option.label for option in old.options}
    if any(named.get(option.key, option.label) != option.label for option in new.options):
        search_words.refresh(session.connection(), [*found, *session.scalars(words)])


def strip_values(session: Session, info: FieldInfo, trail: Trail) -> int:
    """Takes a field's values off every product; how many had one."""
    return len(_rewrite(session, info, trail, lambda _kept: None, _has(info)))


def _has(info: FieldInfo) -> ColumnElement[bool]:
    return json_text(P.c.custom, info.key).is_not(None)


def _rewrite(
    session: Session,
    info: FieldInfo,
    trail: Trail,
    made: Callable[[Any], Any],
    which: ColumnElement[bool],
) -> list[UUID]:
    """The products whose value becomes another one; they are found by it at once."""
    wanted = select(P.c.id, P.c.name, P.c.custom).where(which).order_by(P.c.id)
    notes: list[tuple[UUID, dict[str, Any], dict[str, Any]]] = []
    refused: list[tuple[str, str]] = []
    for row in session.connection().execute(wanted.with_for_update()).all():
        kept = row.custom.get(info.key)
        try:
            new = made(kept)
        except UserError:
            refused.append((row.name, told(info, kept)))
            continue
        if new != kept:
            after = merged(row.custom, info.key, new)
            notes.append((row.id, {"custom": row.custom}, {"custom": after}))
    if refused:
        raise _misfits(info, refused)
    values = ((key, after["custom"], trail.at) for key, _, after in notes)
    update_rows(session.connection(), P, ("custom", "updated_at"), values)
    trail.replaced(P, notes)
    keys = [key for key, *_ in notes]
    search_words.refresh(session.connection(), keys)
    return keys


def _misfits(info: FieldInfo, refused: list[tuple[str, str]]) -> UserError:
    first = ", ".join(f"“{value[:40]}” of {name[:60]}" for name, value in refused[:NAMED])
    more = f" and {len(refused) - NAMED:,} more" if len(refused) > NAMED else ""
    return UserError(
        f"{info.label} cannot be changed so: {first}{more} would have no place.",
        "Nothing was changed. Change these values first.",
        field="type",
        code="values_do_not_fit",
    )
