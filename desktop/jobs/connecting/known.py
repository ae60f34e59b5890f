"""The places that were opened from this computer: kept in the settings, chosen again, forgotten."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from desktop import settings
from desktop.domain.errors import UserError
from desktop.jobs.connecting.choices import Choice, address_in, chosen, overridden_by
from desktop.settings import KnownPlace, Settings

MOST = 20
_log = logging.getLogger("onhand.connect")


def remember(now: Settings, name: str, at: datetime) -> None:
    """The open shop comes first from now on; one that an option or a variable names does not."""
    if overridden_by(now) or not now.store_id:
        return
    used = at.astimezone(UTC).isoformat(timespec="seconds")
    this = KnownPlace(name, settings.without_password(now.database), now.store_id, used)
    others = [each for each in settings.known_places(now.data_dir) if not _is(each, now)]
    try:
        settings.save_places(now.data_dir, [this, *others][:MOST])
    except (OSError, UserError) as error:
        _log.warning("the place is not remembered: %s", error)


def forget(place: KnownPlace, data_dir: Path) -> None:
    """Takes a place from the list; what is there stays as it is."""
    left = [each for each in settings.known_places(data_dir) if each.database != place.database]
    settings.save_places(data_dir, left)


def others(now: Settings) -> list[KnownPlace]:
    """Where one can go from here, the last used first; nowhere while something else wins."""
    if overridden_by(now):
        return []
    return [each for each in settings.known_places(now.data_dir) if not _is(each, now)]


def choice_of(place: KnownPlace, now: Settings) -> Choice:
    """A known place as a choice, which holds only with the shop that was there."""
    there = replace(now, database=place.database, database_from="saved")
    return replace(chosen(there), store_id=place.store_id)


def known_store(choice: Choice, data_dir: Path) -> str:
    """The shop that was at a place when it was used last, "" for a new one."""
    address = settings.without_password(address_in(choice, data_dir))
    places = settings.known_places(data_dir)
    return next((each.store_id for each in places if each.database == address), "")


def _is(place: KnownPlace, now: Settings) -> bool:
    return place.database == settings.without_password(now.database)
