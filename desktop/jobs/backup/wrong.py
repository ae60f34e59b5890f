"""Looks for what is wrong with a shop, wherever it is, and for the way out; changes nothing."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from desktop.db import version
from desktop.db.engine import session_on
from desktop.db.snapshot import snapshot
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.looking import known_store
from desktop.queries import health
from desktop.settings import Settings

LOOKING = "Looking for what is wrong"
# At the place is no shop, or no whole one, and a backup can take it.
_LOST = {"damaged", "not_a_database", "file_gone", "empty_file", "foreign_file", "shop_gone"}
_UNREADABLE = (SQLAlchemyError, sqlite3.Error, ValueError, TypeError, KeyError, ArithmeticError)
_IN_AN_INDEX = ("missing from index", "wrong # of entries in index")


class Way(IntEnum):
    """The way out; of several findings the highest counts."""

    NOTHING = 0
    INDEXES = 1  # built anew from the rows
    LEVELS = 2  # added up anew from the ledger
    RESTORE = 3
    ASK = 4  # no backup helps: somebody has to open the way to the data


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: its kind, what was seen, what it means, and the way out."""

    kind: str
    message: str
    meaning: str
    way: Way


@dataclass(frozen=True)
class Diagnosis:
    """What was found, and how much was looked at."""

    findings: tuple[Finding, ...] = ()
    moves: int = 0
    levels: int = 0

    @property
    def way(self) -> Way:
        return max((one.way for one in self.findings), default=Way.NOTHING)

    @property
    def is_sound(self) -> bool:
        return not self.findings

    @property
    def has_sound_rows(self) -> bool:
        """Whether only what guards the rows is gone: a backup made now holds all of them."""
        return {one.kind for one in self.findings} == {"triggers"}


class Problem(Protocol):
    """What is wrong in the books."""

    @property
    def kind(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def message(self) -> str: ...


class Found(Protocol):
    """What a look through the books has found."""

    @property
    def moves(self) -> int: ...
    @property
    def levels(self) -> int: ...
    @property
    def problems(self) -> Sequence[Problem]: ...


Reading = Callable[[], AbstractContextManager[Session]]
Books = Callable[[Reading, Progress], Found]  # proves chains and levels of what is read

_MEANING = {
    "integrity": "Parts of the file are not what was written. Do not go on working with it.",
    "references": "Rows refer to what is not there; lists and totals may be wrong.",
    "triggers": "Nothing keeps the ledger from being changed. Its rows were looked at as well.",
    "indexes": "Searching is slow or misses rows. No row is lost; they are built anew from them.",
    "shop": "The tables are there, the shop is not.",
    "server": "This program needs a newer server.",
    "chain": "The ledger was changed behind the program's back and cannot be relied on.",
    "level": "Only the stock shown is wrong. The ledger is whole and says what is right, so"
    " nothing has to be restored.",
}
_WAYS = {"indexes": Way.INDEXES, "level": Way.LEVELS, "server": Way.ASK}


def detect(place: Settings, books: Books, progress: Progress) -> Diagnosis:
    """Whether the place can be reached, what lies there, and whether all of it is sound."""
    progress.report(0, 0, LOOKING)
    try:
        at_place = _at_place(place)
        if at_place is not None:
            return Diagnosis((at_place,))
        return diagnose(make_url(place.url), books, progress)
    except UserError as error:
        return Diagnosis((_finding(error, place),))


def _at_place(place: Settings) -> Finding | None:
    """Anything but a shop of this program's schema."""
    url, known = make_url(place.url), known_store(place)
    if url.get_backend_name() == "sqlite":
        found = version.inspect_file(Path(url.database or ""), known, takes_newer=True)
    else:
        with snapshot(url) as connection:
            found = version.inspect_server(connection, known, takes_newer=True)
    if found.state is version.State.NEW:
        message = f"There is no shop at {url.database}."
        return Finding("place", message, "Choose another place, or restore a backup.", Way.RESTORE)
    if found.state is not version.State.CURRENT:
        message = f"The shop has schema {found.revision}, this program {version.HEAD}."
        meaning = "Nothing has to be restored. Upgrade the one that is older."
        return Finding("schema", message, meaning, Way.ASK)
    return None


def _finding(error: UserError, place: Settings) -> Finding:
    if error.code in _LOST:
        return Finding("place", error.message, error.hint, Way.RESTORE)
    is_file = make_url(place.url).get_backend_name() == "sqlite"
    ask = "" if is_file else " A restore would not help: ask who looks after the server."
    return Finding("place", error.message, f"{error.hint}{ask}".strip(), Way.ASK)


def diagnose(url: URL, books: Books, progress: Progress) -> Diagnosis:
    """The same of a database that is a shop of this program's schema; one moment of it."""
    with snapshot(url) as connection:
        try:
            return _diagnose(connection, books, progress)
        except _UNREADABLE as error:
            connection.rollback()
            said = str(getattr(error, "orig", None) or error).splitlines()
            message = f"The rows cannot be read: {said[0] if said else type(error).__name__}."
            return Diagnosis((_named("integrity", message),))


def _diagnose(connection: Connection, books: Books, progress: Progress) -> Diagnosis:
    @contextmanager
    def reading() -> Iterator[Session]:
        with session_on(connection) as session:
            yield session

    with reading() as session:
        look = partial(progress.report, 0, 0, LOOKING)
        checks = [one for one in health.checks(session, look) if not one.is_passed]
    wrong = [_of_check(one) for one in checks]
    if any(one.kind == "integrity" for one in wrong):
        return Diagnosis(tuple(wrong))  # no book can be read in a torn file
    found = books(reading, progress)
    chain, level = _of_books(found, "chain"), _of_books(found, "level")
    if chain is not None and level is not None:
        level = replace(level, meaning="It is right again when the ledger is.")
    wrong += [one for one in (chain, level) if one is not None]
    return Diagnosis(tuple(wrong), found.moves, found.levels)


def _of_check(check: health.Check) -> Finding:
    said = check.message
    if check.name == "integrity":
        if all(any(sign in line for sign in _IN_AN_INDEX) for line in said.split("; ")):
            return _named("indexes", f"An index does not fit its rows: {said}.")
        return _named("integrity", f"The file is damaged: {said.splitlines()[-1]}.")
    words = {
        "references": f"References are {said}.",
        "triggers": f"The ledger's guards are gone, {said}.",
        "indexes": f"Indexes are {said}.",
        "shop": "There is no shop in it.",
    }
    return _named(check.name, words.get(check.name, said))


def _of_books(found: Found, kind: str) -> Finding | None:
    """All of a kind in one sentence, with the first of them."""
    every = [one for one in found.problems if one.kind == kind]
    if not every:
        return None
    one, many = ("level", "levels") if kind == "level" else ("chain", "chains of movements")
    count = f"One {one} is" if len(every) == 1 else f"{len(every)} {many} are"
    return _named(kind, f"{count} wrong. {every[0].where}: {every[0].message}")


def _named(kind: str, message: str) -> Finding:
    return Finding(kind, message, _MEANING.get(kind, ""), _WAYS.get(kind, Way.RESTORE))
