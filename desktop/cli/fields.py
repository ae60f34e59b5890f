"""``field list``, ``add``, ``change``, ``retire``, ``restore``, ``delete`` and ``group``."""

from argparse import Namespace
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.commands.custom_fields import (
    ChangeField,
    DefineField,
    DeleteField,
    UseGroup,
    change_field,
    define_field,
    delete_field,
    use_group,
)
from desktop.domain.custom_field import TYPES, FieldInfo
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.queries.custom_fields import fields_in, values_held


def show(options: Namespace, out: Output) -> int:
    """The fields in their order, with how many products have a value."""
    with open_shop(options, reads=True) as shop, shop.database.read() as session:
        fields = fields_in(session, also_retired=options.all)
        held = values_held(session, fields)
    values = {
        "ok": True,
        "fields": [_values(info) | {"products": held[info.key]} for info in fields],
    }
    lines = [_line(info, held[info.key]) for info in fields]
    out.result(values, "\n".join(lines) or "There are no fields yet.")
    return 0


def add(options: Namespace, out: Output) -> int:
    """Defines one; it is in use at once."""
    with open_shop(options) as shop:
        command = DefineField(
            *_head(shop), options.label, options.type or "text", tuple(options.choice),
            options.required == "yes", options.section or "", options.key,
        )  # fmt: skip
        key = shop.database.run(define_field, command)
        _print(shop, key, command.id, out)
    return 0


def change(options: Namespace, out: Output) -> int:
    """Sets what is given; products follow another type where all their values fit."""
    values: dict[str, Any] = {
        name: getattr(options, name)
        for name in ("label", "type", "section")
        if getattr(options, name) is not None
    }
    values |= {"choices": tuple(options.choice)} if options.choice else {}
    values |= {"required": options.required == "yes"} if options.required else {}
    if not values and not options.rename:
        raise Usage("There is nothing to change.", "Give at least one, as --label “Colour”.")
    with open_shop(options) as shop:
        renamed = dict(map(_pair, options.rename))
        if renamed and "choices" not in values:
            values["choices"] = _renamed(_found(shop, options.key), renamed)
        _change(shop, options.key, values, renamed, out)
    return 0


def retire(options: Namespace, out: Output) -> int:
    """Hides a field; its values are kept."""
    with open_shop(options) as shop:
        _change(shop, options.key, {"is_active": False}, {}, out)
    return 0


def restore(options: Namespace, out: Output) -> int:
    """Brings a retired field back, with the values it had."""
    with open_shop(options) as shop:
        _change(shop, options.key, {"is_active": True}, {}, out)
    return 0


def delete(options: Namespace, out: Output) -> int:
    """A field with all its values; refused without --yes where there are any."""
    with open_shop(options) as shop:
        info = _found(shop, options.key)
        with shop.database.read() as session:
            lost = values_held(session, (info,))[info.key]
        if lost and not options.yes:
            raise UserError(
                f"{info.label} has a value for {lost:,} products, which would be lost.",
                "Say --yes to delete it, or retire it: its values are kept.",
                code="has_values",
            )
        command = DeleteField(*_head(shop), options.key)
        lost = shop.database.run(delete_field, command)
    values = {"ok": True, "id": command.id, "key": info.key, "products": lost}
    out.result(
        values,
        f"{info.label} was deleted, with {lost:,} values. `undo {command.id}` brings it back.",
    )
    return 0


def group(options: Namespace, out: Output) -> int:
    """Ready-made fields of food: nutrition, allergens, storage, origin, or all as food."""
    with open_shop(options) as shop:
        command = UseGroup(*_head(shop), options.group, not options.off)
        keys = shop.database.run(use_group, command)
    values = {"ok": True, "id": command.id, "fields": list(keys)}
    done = "hidden" if options.off else "in use"
    out.result(values, f"{len(keys)} fields are {done} now.")
    return 0


def _head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    return shop.ids.new(), shop.actor, shop.clock.now()


def _found(shop: Shop, key: str) -> FieldInfo:
    with shop.database.read() as session:
        fields = fields_in(session, also_retired=True)
    found = next((info for info in fields if info.key == key), None)
    if found is None:
        raise UserError(
            f"There is no field “{key[:60]}”.",
            "`field list --all` tells all of them.",
            field="key",
            code="unknown_field",
        )
    return found


def _change(
    shop: Shop, key: str, values: dict[str, Any], renamed: dict[str, str], out: Output
) -> None:
    command = ChangeField(*_head(shop), key, values, renamed)
    shop.database.run(change_field, command)
    _print(shop, key, command.id, out)


def _pair(text: str) -> tuple[str, str]:
    old, sign, new = text.partition("=")
    if not sign or not old.strip() or not new.strip():
        raise Usage(f"“{text[:60]}” renames nothing.", "Write --rename “Old words=New words”.")
    return old.strip(), new.strip()


def _renamed(info: FieldInfo, renamed: dict[str, str]) -> tuple[str, ...]:
    return tuple(renamed.get(option.label, option.label) for option in info.options)


def _print(shop: Shop, key: str, batch: UUID, out: Output) -> None:
    info = _found(shop, key)
    out.result({"ok": True, "id": batch, **_values(info)}, _line(info))


def _values(info: FieldInfo) -> dict[str, Any]:
    return {
        "key": info.key,
        "label": info.label,
        "type": info.type,
        "choices": [option.label for option in info.options],
        "required": info.is_required,
        "section": info.section,
        "is_active": info.is_active,
    }


def _line(info: FieldInfo, held: int | None = None) -> str:
    words = [info.key, info.label, TYPES[info.type].lower()]
    words += [", ".join(option.label for option in info.options)] if info.options else []
    words += ["required"] if info.is_required else []
    words += [] if info.is_active else ["retired"]
    words += [] if held is None else [f"{held:,} products"]
    return "  ".join(words)
