"""Feeds: files that are read again and again, how, and how often; saved, removed, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.access import require
from desktop.commands.audit import Trail, fields_of, was_done
from desktop.commands.conflicts import mine_to_set
from desktop.commands.edits import UndoneChange
from desktop.commands.feed_alerts import tell_feeds
from desktop.commands.revert import revert_batch
from desktop.commands.texts import check_name
from desktop.domain.errors import UserError
from desktop.domain.permissions import Actor, Permission
from desktop.schema import AuditEntry, Feed

LONGEST_PLACE = 1_000
MOST_HOURS = 24 * 366
AT_HOME = ("127.0.0.1", "localhost", "::1")
POLICY = "policy"  # whose value counts where the shop and the feed changed the same
POLICIES = ("feed", "shop", "ask")


@dataclass(frozen=True)
class SaveFeed:
    """Create (``feed`` None) or change a feed. ``choices``: what an import may be told, as plain
    values, and the ``policy``. ``every_hours`` None: read by hand only.

    ``version`` is the one the editor read; 0 skips the check. ``seen``: what its fields showed.
    """

    id: UUID
    by: Actor
    at: datetime
    name: str
    place: str
    profile: str = "auto"
    choices: Mapping[str, Any] = field(default_factory=dict)
    every_hours: int | None = None
    is_active: bool = True
    feed: UUID | None = None
    version: int = 0
    seen: dict[str, Any] | None = None


@dataclass(frozen=True)
class RemoveFeed:
    """The feed goes; its history and what it brought stay."""

    id: UUID
    by: Actor
    at: datetime
    feed: UUID


@dataclass(frozen=True)
class UndoFeed:
    """``batch``: the command that changed a feed, or the undo that is to be undone."""

    id: UUID
    by: Actor
    at: datetime
    batch: UUID


def save_feed(session: Session, command: SaveFeed) -> UUID:
    """The feed's id. What is read anew from another place counts as not seen yet."""
    require(session, command.by, Permission.IMPORT)
    key = command.feed or command.id
    if was_done(session, command.id):
        return key
    feed = session.get(Feed, key, with_for_update=True)
    if feed is None and command.feed is not None:
        raise _gone()
    typed = _checked(command)
    _refuse_second(session, key, typed["name"])
    trail = Trail(session, command.id, command.by, command.at)
    if feed is None:
        feed = Feed(id=key, **typed)
        session.add(feed)
        session.flush()
        trail.created(feed)
        return key
    before = fields_of(feed)
    now = {name: getattr(feed, name) for name in typed}
    wanted = mine_to_set(session, feed, feed.name, (typed, now, command.seen), command.version)
    for name, value in wanted.items():
        setattr(feed, name, value)
    if wanted.keys() & {"place", "profile", "choices"}:
        feed.seen_digest = ""
    trail.changed(feed, before)
    session.flush()
    return key


def remove_feed(session: Session, command: RemoveFeed) -> None:
    """Nothing where it is gone already."""
    require(session, command.by, Permission.IMPORT)
    feed = session.get(Feed, command.feed, with_for_update=True)
    if was_done(session, command.id) or feed is None:
        return
    Trail(session, command.id, command.by, command.at).deleted(feed)
    session.delete(feed)
    session.flush()
    tell_feeds(session, command.id, command.by, command.at)


def undo_feed(session: Session, command: UndoFeed) -> UndoneChange:
    """What was made goes, what was changed is as before, what was removed is there again."""
    require(session, command.by, Permission.IMPORT)
    entities = select(AuditEntry.entity).where(AuditEntry.batch == command.batch)
    found = session.scalars(entities).all()
    if not found or set(found) != {Feed.__tablename__}:
        raise UserError("There is nothing to take back of this.", "Refresh.", code="gone")
    done = UndoneChange(command.id, len(found))
    if not was_done(session, command.id):
        trail = Trail(session, command.id, command.by, command.at)
        revert_batch(session, command.batch, trail, "Another feed has this name by now.")
    return done


def _checked(command: SaveFeed) -> dict[str, Any]:
    policy = command.choices.get(POLICY, "feed")
    if policy not in POLICIES:
        raise UserError("The feed wins, the shop wins, or it is asked.", field=POLICY, code="usage")
    hours = command.every_hours
    if hours is not None and not 0 < hours <= MOST_HOURS:
        raise UserError(
            "It is read every hour at most, and once a year at least.", field="every_hours"
        )
    return {
        "name": check_name(command.name),
        "place": check_place(command.place),
        "profile": command.profile or "auto",
        "choices": dict(command.choices),
        "every_hours": hours,
        "is_active": command.is_active,
    }


def check_place(text: str) -> str:
    """A file, a folder, a pattern of files, or an address that nobody on the way can read."""
    place = text.strip()
    if not place or len(place) > LONGEST_PLACE or not place.isprintable():
        raise UserError(
            "Say where the file is: a file, a folder or an https address.", field="place"
        )
    if "://" not in place:
        return place
    try:
        parts = urlsplit(place)
        host = parts.hostname or ""
    except ValueError:
        raise UserError("This is no address.", "Write https://…", field="place") from None
    if parts.username or parts.password:
        raise UserError(
            "The address holds a name or password, which everybody who sees the feed could read.",
            "Ask for an address without one.",
            field="place",
            code="secret",
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and host in AT_HOME):
        raise UserError("Only https addresses are read.", "Write https://…", field="place")
    if not host:
        raise UserError("This is no address.", "Write https://…", field="place")
    return place


def _refuse_second(session: Session, key: UUID, name: str) -> None:
    other = select(Feed.id).where(Feed.name == name, Feed.id != key)
    if session.scalar(other) is not None:
        raise UserError(
            f"There is a feed “{name}” already.", "Choose another name.", field="name", code="taken"
        )


def _gone() -> UserError:
    return UserError("This feed is gone.", "Make a new one.", code="gone")
