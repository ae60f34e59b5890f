"""A place for the shop's data as a person chooses it; kept in the settings, never the password."""

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from desktop import settings
from desktop.db import passwords, postgres
from desktop.domain.errors import Unavailable, UserError
from desktop.settings import Settings

PORT = 5432
VERIFY, REQUIRE, OPEN = "verify-full", "require", "disable"
_OVERRIDES = {"argument": "--database", "DATABASE_URL": "DATABASE_URL", "DB_HOST": "DB_HOST"}


@dataclass(frozen=True)
class FileChoice:
    """A shop's own file on this computer; ``store_id`` is the shop that must be in it, if known."""

    path: Path
    store_id: str = field(default="", compare=False)


@dataclass(frozen=True)
class ServerChoice:
    """A database on a server; ``also`` are further words of its address, kept as they were."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(default="", repr=False)
    encryption: str = VERIFY
    also: tuple[tuple[str, str], ...] = ()
    store_id: str = field(default="", compare=False)

    @property
    def is_local(self) -> bool:
        """Whether the server is on this computer."""
        return postgres.is_local(address_of(replace(self, encryption=VERIFY)))


Choice = FileChoice | ServerChoice


def chosen(now: Settings) -> Choice:
    """The place that is in use, as it stands in the dialog."""
    try:
        url = make_url(settings.normal_url(now.url))
    except (ArgumentError, ValueError, UserError):
        return FileChoice(now.data_dir / settings.DATABASE_FILE)
    if url.get_backend_name() == "sqlite":
        return FileChoice(Path(url.database or ""))
    query = {key: value for key, value in url.query.items() if isinstance(value, str)}
    host = query.pop("host", "") or url.host or "localhost"
    port = url.port or int(query.pop("port", "") or PORT)
    mode = query.pop("sslmode", "")
    found = ServerChoice(host, port, url.database or "", url.username or "", url.password or "")
    usual = OPEN if found.is_local else VERIFY
    return replace(found, encryption=mode or usual, also=tuple(query.items()))


def overridden_by(now: Settings) -> str:
    """The option or variable that wins over what is chosen in the window; "" for none."""
    return _OVERRIDES.get(now.database_from, "")


def can_keep_password() -> bool:
    """Whether this computer has a keyring for it."""
    return passwords.has_keyring()


def with_password(now: Settings) -> Settings:
    """The password that the keyring holds for the chosen server, put in; it is never saved."""
    place = chosen(now)
    is_ours = now.database_from == "saved" and isinstance(place, ServerChoice)
    if not is_ours or not isinstance(place, ServerChoice) or place.password or not place.user:
        return now
    if os.environ.get("PGPASSWORD"):
        return now
    password = passwords.find(now.database)
    return replace(now, database=_words(replace(place, password=password))) if password else now


def with_kept_password(choice: ServerChoice) -> ServerChoice:
    """The same with the keyring's password where none was typed and none comes from elsewhere."""
    if choice.password or not choice.user or os.environ.get("PGPASSWORD"):
        return choice
    return replace(choice, password=passwords.find(_words(choice)))


def keep(choice: Choice, now: Settings) -> Settings:
    """Saves the choice for the next starts, the password in the keyring alone."""
    address = address_in(choice, now.data_dir)
    plain = settings.without_password(address)
    is_same = plain == settings.without_password(now.database) and not overridden_by(now)
    store = choice.store_id or (now.store_id if is_same else "")
    if not is_same:
        try:
            settings.save_place(now.data_dir, plain, store)
        except OSError as error:
            raise Unavailable(
                f"The choice cannot be saved in {now.data_dir}: {error.strerror}.",
                "Nothing was changed. Make room or allow writing there, then try again.",
                "cannot_open",
            ) from None
    if isinstance(choice, ServerChoice) and choice.password:
        passwords.keep(plain, choice.password)
    source = "saved" if address else "default"
    return replace(now, database=address, database_from=source, store_id=store)


def address_in(choice: Choice, data_dir: Path) -> str:
    """The choice as a setting: "" for the data directory's own file."""
    if isinstance(choice, ServerChoice):
        return _words(choice)
    path = settings.full_path(choice.path)
    return "" if path == data_dir / settings.DATABASE_FILE else settings.normal_url(str(path))


def _words(choice: ServerChoice) -> str:
    return address_of(choice).render_as_string(hide_password=False)


def address_of(choice: ServerChoice) -> URL:
    """The choice as an address; what is usual for its host is left out, the program adds it."""
    query = dict(choice.also)
    by_name = bool(re.fullmatch(r"[\w.:%-]+", choice.host))
    if not by_name:
        query["host"] = choice.host
    url = URL.create(
        "postgresql+psycopg2",
        choice.user or None,
        choice.password or None,
        choice.host if by_name else None,
        choice.port,
        choice.database or None,
        query,
    )
    if choice.encryption == (OPEN if postgres.is_local(url) else VERIFY):
        return url
    if choice.encryption == VERIFY and "sslrootcert" not in query:
        query["sslrootcert"] = os.environ.get("PGSSLROOTCERT", "system")
    return url.set(query=query | {"sslmode": choice.encryption})


def url_of(choice: Choice, now: Settings) -> str:
    """The full address of a choice, its password with it."""
    return replace(now, database=address_in(choice, now.data_dir), database_from="saved").url
