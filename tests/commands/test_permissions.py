"""Every command with every role: refused and nothing written, or done; new commands included."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_type_hints
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

import desktop.commands
from desktop.commands.imports.matching import check_import
from desktop.commands.imports.sales import new_sales
from desktop.commands.rebuild import rebuild_levels
from desktop.commands.shop import CreateShop, Enrol
from desktop.db.engine import Database
from desktop.domain.errors import UserError
from desktop.domain.permissions import GRANTS, NotAllowed, Role
from desktop.jobs.opening import Shop
from desktop.schema import AppUser, Base
from tests.commands.catalogue_examples import EVERY
from tests.commands.examples import Example
from tests.tills import Till, till

# Done before there is anybody to ask: the shop is made, the computer signs on.
WITHOUT_USER = {CreateShop, Enrol}
# What these write is nothing, or the same again.
SILENT = {check_import, new_sales, rebuild_levels}


def public(kind: str) -> Iterator[Any]:
    """All public functions, or classes, that the modules of the commands define."""
    for found in pkgutil.walk_packages(desktop.commands.__path__, "desktop.commands."):
        module = importlib.import_module(found.name)
        for name, thing in vars(module).items():
            is_own = getattr(thing, "__module__", "") == module.__name__
            if is_own and not name.startswith("_") and getattr(inspect, kind)(thing):
                yield thing


def is_command(thing: Any) -> bool:
    """A dataclass with id and time, by whoever did it."""
    if not is_dataclass(thing):
        return False
    names = {field.name for field in fields(thing)}
    return {"id", "at", "by"} <= names or thing in WITHOUT_USER


COMMANDS = {thing for thing in public("isclass") if is_command(thing)}


def functions() -> dict[Any, list[Callable[..., Any]]]:
    """For each dataclass the functions that need a session and it, and nothing else."""
    taking: dict[Any, list[Callable[..., Any]]] = {command: [] for command in COMMANDS}
    for function in public("isfunction"):
        parameters = inspect.signature(function).parameters.values()
        needed = [one.name for one in parameters if one.default is inspect.Parameter.empty]
        hints = [get_type_hints(function).get(name) for name in needed]
        if len(hints) == 2 and hints[0] is Session and is_dataclass(hints[1]):
            taking.setdefault(hints[1], []).append(function)
    return taking


def test_every_command_has_an_example_and_a_function_that_runs_it() -> None:
    """A18: the session is an argument, so each runs in the database that it is given."""
    assert {example.kind for example in EVERY} == COMMANDS - WITHOUT_USER
    assert set(functions()) == COMMANDS
    assert [command for command, found in functions().items() if not found] == []
    assert len(COMMANDS) > 15


def content(database: Database) -> dict[str, list[str]]:
    """Every row of every table, as the driver gives it: it is only compared."""
    with database.read() as session:
        run = session.connection().exec_driver_sql
        row = '"{0}".*' if database.is_sqlite else 'CAST("{0}" AS text)'
        return {
            name: sorted(map(repr, run(f'SELECT {row.format(name)} FROM "{name}"')))
            for name in (table.name for table in Base.metadata.sorted_tables)
        }


def try_out(example: Example, function: Callable[..., Any], owner: Till, by: Till) -> str:
    """What became of the example when ``by`` gave it: done, refused, or what is wrong."""
    command = example.kind(*by.head(), *example.make(owner))
    before = content(owner.database)
    try:
        owner.database.run(function, command)
    except NotAllowed:
        return "refused" if content(owner.database) == before else "refused, but it wrote"
    except UserError as error:
        return f"another refusal: {error}"
    if function in SILENT:
        return "done"
    return "done" if content(owner.database) != before else "done, but nothing was written"


def user(shop: Shop, role: Role, is_active: bool) -> UUID:
    key = shop.ids.new()
    with shop.database.write() as session:
        session.add(AppUser(id=key, username=key.hex, full_name=role, role=role))
        session.flush()
        session.execute(update(AppUser).where(AppUser.id == key).values(is_active=is_active))
    return key


@pytest.mark.parametrize(
    ("role", "is_active"), [*((role, True) for role in Role), ("admin", False)]
)
def test_every_command_asks_for_the_right_of_the_acting_user(
    shop: Shop, role: str, is_active: bool
) -> None:
    """Safety, "Security"; A9: an inactive user is refused everything."""
    owner = till(shop)
    person = user(shop, Role(role), is_active)
    wrong = {}
    for example in EVERY:
        asked = {example.asks, example.also or example.asks}
        expected = "done" if is_active and asked <= GRANTS[Role(role)] else "refused"
        for function in functions()[example.kind]:
            by = replace(owner, actor=replace(owner.actor, user=person))
            found = try_out(example, function, owner, by)
            if found != expected:
                wrong[f"{function.__name__}, {example.asks}"] = f"{found}, not {expected}"
    assert wrong == {}


def test_a_stranger_may_do_nothing(shop: Shop) -> None:
    owner = till(shop)
    by = replace(owner, actor=replace(owner.actor, user=shop.ids.new()))
    for example in EVERY:
        for function in functions()[example.kind]:
            command = example.kind(*by.head(), *example.make(owner))
            with pytest.raises(UserError) as refused:
                owner.database.run(function, command)
            assert refused.value.code in ("unknown_user", "unknown_writer")
