"""Opens the shop: looks first, creates or migrates when that is right, signs this workstation on."""

import json
import platform
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from desktop import __version__, settings
from desktop.commands.shop import CreateShop, Enrol, create_shop, enrol
from desktop.db import migrate
from desktop.db.engine import Database
from desktop.db.version import HEAD, State
from desktop.domain.clock import Clock, SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.settings import Settings

_IDENTITY = "workstation.json"


@dataclass(frozen=True)
class Shop:
    """An open shop: the database and who acts on it from here."""

    database: Database
    actor: Actor
    settings: Settings
    clock: Clock
    ids: Ids
    revision: str = HEAD


def look(chosen: Settings) -> State:
    """What is at the chosen place, without changing a byte of it; UserError when it is not ours."""
    database = Database(chosen)
    try:
        return migrate.state(database, _known_store(chosen)).state
    finally:
        database.close()


def _known_store(chosen: Settings) -> str:
    """The store that the settings remember, for their own place only."""
    return chosen.store_id if chosen.database_from in ("default", "saved") else ""


def create(chosen: Settings, clock: Clock, answers: CreateShop) -> Settings:
    """Makes the schema and the shop where nothing is yet; asked twice, the first shop stands."""
    if chosen.url.startswith("sqlite:///"):
        Path(chosen.url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    database = Database(chosen)
    try:
        if migrate.state(database, "").state is State.NEW:
            migrate.create(database)
        store = database.run(create_shop, answers)
    finally:
        database.close()
    return _remember(chosen, store)


def _remember(chosen: Settings, store: UUID) -> Settings:
    """The store's id goes into the settings, so that a swapped file is noticed."""
    if chosen.database_from in ("default", "saved") and chosen.store_id != str(store):
        chosen = replace(chosen, store_id=str(store))
        settings.save(chosen)
    return chosen


def open_shop(chosen: Settings, lane: str, clock: Clock | None = None) -> Shop:
    """The shop, ready to work with. UserError(code="no_shop") when there is none yet."""
    clock = clock or SystemClock()
    database = Database(chosen, name=platform.node() or "workstation")
    try:
        found = migrate.state(database, _known_store(chosen))
        if found.state is State.NEW:
            raise UserError(
                "There is no shop here yet.", "Run “db init” or open the window.", code="no_shop"
            )
        if found.state is State.OLDER:
            migrate.upgrade(database)
        identity = _identity(chosen.data_dir, found.store_id, Ids(clock))
        actor = database.run(
            enrol,
            Enrol(identity, clock.now(), platform.node(), lane, __version__, chosen.user),
        )
        if found.store_id:
            chosen = _remember(chosen, UUID(found.store_id))
    except BaseException:
        database.close()
        raise
    return Shop(database, actor, chosen, clock, Ids(clock))


def _identity(data_dir: Path, store: str, ids: Ids) -> UUID:
    """This machine's identity for a shop; it lies here, so a copied database is another till."""
    path = data_dir / _IDENTITY
    try:
        known = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        known = {}
    if store not in known:
        known[store] = str(ids.new())
        data_dir.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(known), "utf-8")
        part.replace(path)
    return UUID(known[store])
