"""One frozen Settings: the data directory's file, then the environment, then the command line."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import UserError

if TYPE_CHECKING:
    from desktop.domain.scanning import ScannerSettings

FILE = "settings.toml"
DATABASE_FILE = "shop.onhand"

_KINDS = {bool: "true or false", int: "a whole number", str: "text in quotes"}
_IN_LOGIN = re.compile(r"^([\w+]+://[^:/@?]*):.*@")  # to the last: a raw @ is in the password
_IN_QUERY = re.compile(r"&password=[^&]*|(?<=\?)password=[^&]*&?")
_RAW = re.compile(r"^[\w+]+://[^:/@?]*:[^@]*@[^?]*@")
_PASSWORD = re.compile(r"^[\w+]+://[^:/@?]*:[^@]|[?&]password=[^&]")


@dataclass(frozen=True)
class Settings:
    """What the program was told. ``database`` is empty for the SQLite file in ``data_dir``."""

    data_dir: Path
    database: str = field(default="", repr=False)  # a password may be in it
    database_from: str = "default"
    reports_url: str = field(default="", repr=False)  # a copy of the server that only reads
    reports_lag: int = 5  # seconds that it may be behind
    store_id: str = ""
    user: str = ""
    theme: str = "system"
    font_scale: int = 100
    sound: bool = True
    volume: int = 80
    scanner_gap_ms: int = 35
    scanner_min_length: int = 3
    scanner_prefix: str = ""
    scanner_suffix: str = ""
    pool_size: int = 5
    max_overflow: int = 10
    pool_timeout: int = 5  # with all that follows, a decision within 10 s
    pool_recycle: int = 3600
    echo: bool = False
    echo_pool: bool = False
    auto_upgrade: bool = False
    backup_before_upgrade: bool = True
    backup_second: str = ""
    backup_on_exit: bool = True
    backup_hours: int = 4
    slow_ms: int = 1000
    label_template: str = ""  # what labels were printed with last, and where to
    label_to: str = "pdf"
    label_host: str = ""
    label_dpi: int = 203

    @property
    def url(self) -> str:
        """Where the data is: the chosen URL or the SQLite file of this data directory."""
        return self.database or _of_file(self.data_dir / DATABASE_FILE)


@dataclass(frozen=True)
class KnownPlace:
    """A place that was opened from here: its shop, where it is, and when it was used last.

    ``database`` is "" for the data directory's own file and never holds a password.
    """

    name: str
    database: str
    store_id: str
    used: str  # ISO 8601, UTC


_ENVIRONMENT = {
    "DATABASE_POOL_SIZE": "pool_size",
    "DATABASE_MAX_OVERFLOW": "max_overflow",
    "DATABASE_POOL_TIMEOUT": "pool_timeout",
    "DATABASE_POOL_RECYCLE": "pool_recycle",
    "DATABASE_REPORTS_URL": "reports_url",
    "DATABASE_REPORTS_LAG": "reports_lag",
    "DATABASE_ECHO": "echo",
    "DATABASE_ECHO_POOL": "echo_pool",
    "MIGRATION_AUTO_UPGRADE": "auto_upgrade",
    "MIGRATION_BACKUP_BEFORE_UPGRADE": "backup_before_upgrade",
}
# What the program writes into the file, where a person or first start has changed it.
_KEPT = (
    "store_id",
    "theme",
    "font_scale",
    "sound",
    "volume",
    "scanner_gap_ms",
    "scanner_min_length",
    "scanner_prefix",
    "scanner_suffix",
    "slow_ms",
    "label_template",
    "label_to",
    "label_host",
    "label_dpi",
    "backup_second",
    "backup_on_exit",
    "backup_hours",
)
_READ = ("database", "user", "reports_url", "reports_lag", *_KEPT)


def scanner_settings(settings: Settings) -> "ScannerSettings":
    """How this workstation's scanner types; what no scanner can do is left at the usual."""
    from desktop.domain.scanning import ScannerSettings

    added = ScannerSettings(prefix=settings.scanner_prefix, suffix=settings.scanner_suffix)
    gap, length = settings.scanner_gap_ms, settings.scanner_min_length
    try:
        return replace(added, gap_ms=gap, min_length=length)
    except UserError:
        return added


def default_data_dir(environment: Mapping[str, str]) -> Path:
    """ONHAND_DATA_DIR, else the platform's place for a user's data."""
    if environment.get("ONHAND_DATA_DIR"):
        return full_path(Path(environment["ONHAND_DATA_DIR"]))
    from platformdirs import user_data_path

    return user_data_path("onhand", appauthor=False)


def load(
    data_dir: Path | None = None, database: str = "", environment: Mapping[str, str] | None = None
) -> Settings:
    """Settings from file, environment and the two options; UserError names what is wrong."""
    environment = os.environ if environment is None else environment
    place = full_path(data_dir) if data_dir else default_data_dir(environment)
    settings = replace(Settings(place), **_from_file(place / FILE))
    if settings.database:
        saved = normal_url(settings.database)
        settings = replace(settings, database=saved, database_from="saved")
    settings = replace(settings, **_from_environment(environment))
    if settings.reports_url:
        settings = replace(settings, reports_url=_server_url(settings.reports_url))
    if database:
        if _has_password(database):
            raise UserError(
                "A password does not belong on the command line, where everyone can read it.",
                "Use DATABASE_URL, DB_PASSWORD or a pgpass file instead.",
                field="database",
                code="password_in_argument",
            )
        settings = replace(settings, database=normal_url(database), database_from="argument")
    return settings


def normal_url(url: str) -> str:
    """One spelling for a URL or a file path; UserError for an engine we do not speak."""
    if "://" not in url:
        return _of_file(full_path(Path(url)))
    scheme, rest = url.split("://", 1)
    if scheme in ("postgres", "postgresql", "postgresql+psycopg2"):
        return f"postgresql+psycopg2://{rest}"
    if scheme == "sqlite" and re.match("/[^?]", rest) and rest != "/:memory:":
        return url
    if scheme == "sqlite":
        raise UserError(
            f"“{url}” names no file.",
            "Write sqlite:///FILE, or just the file.",
            field="database",
            code="bad_url",
        )
    raise UserError(
        f"“{scheme}” is not a database Onhand works with.",
        "Use sqlite:///FILE or postgresql://HOST/NAME.",
        field="database",
        code="bad_url",
    )


def _server_url(url: str) -> str:
    """The address for reports; UserError where it is no server's."""
    if "://" in url and normal_url(url).startswith("postgresql") and not is_unclear(url):
        return normal_url(url)
    raise UserError(
        "DATABASE_REPORTS_URL is not the address of a PostgreSQL server.",
        "Write it as postgresql://USER@HOST:PORT/NAME, or leave it out.",
        field="DATABASE_REPORTS_URL",
        code="bad_url",
    )


def _of_file(path: Path) -> str:
    """The address of an SQLite file; signs that mean something in an address are spelled out."""
    return "sqlite:///" + re.sub(r"%(?=[0-9A-Fa-f]{2})", "%25", str(path)).replace("?", "%3F")


def full_path(path: Path) -> Path:
    """The absolute path; UserError for one that no system knows."""
    try:
        if "\0" not in str(path):
            return path.expanduser().absolute()
        reason = "a sign in it is no character"
    except (RuntimeError, OSError) as error:
        reason = str(error).rstrip(".")
    raise UserError(
        f"The path {str(path)!r} cannot be used: {reason}.", "Choose another.", code="bad_path"
    )


def is_unclear(url: str) -> bool:
    """Whether an @ stands in the password as it is: what follows would be taken for the host."""
    return bool(_RAW.match(url))


def _has_password(url: str) -> bool:
    """An empty one, as in ``postgres:@``, is none."""
    return bool(_PASSWORD.search(url)) and without_password(url) != url


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, key in _ENVIRONMENT.items():
        if environment.get(name):
            found[key] = _typed(key, environment[name], name)
    if environment.get("DATABASE_URL"):
        found["database"] = normal_url(environment["DATABASE_URL"])
        found["database_from"] = "DATABASE_URL"
    elif environment.get("DB_HOST") or environment.get("DB_NAME"):
        found["database"] = _from_parts(environment)
        found["database_from"] = "DB_HOST"
    return found


def _from_parts(environment: Mapping[str, str]) -> str:
    from urllib.parse import quote

    user = quote(environment.get("DB_USER", ""), safe="")
    password = quote(environment.get("DB_PASSWORD", ""), safe="")
    login = f"{user}{':' + password if password else ''}@" if user else ""
    host = environment.get("DB_HOST", "localhost")
    port = environment.get("DB_PORT") or "5432"
    if not re.fullmatch("[0-9]{1,5}", port):
        raise UserError(
            f"DB_PORT is “{port[:60]}”, where a number like 5432 belongs.",
            field="DB_PORT",
            code="bad_url",
        )
    name = quote(environment.get("DB_NAME") or "onhand", safe="")
    return f"postgresql+psycopg2://{login}{host}:{port}/{name}"


def _typed(key: str, value: Any, name: str, place: str = "") -> Any:
    """The value in the type of the setting's default; UserError names what says something else."""
    wanted = type(next(f.default for f in fields(Settings) if f.name == key))
    text = str(value).strip()
    if wanted is bool and text.lower() in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        return text.lower() in ("1", "true", "yes", "on")
    if wanted is int and re.fullmatch(r"-?[0-9]{1,9}", text):
        return int(text)
    if wanted is str and isinstance(value, str):
        return value
    raise UserError(
        f"{name}{place} is “{text[:60]}”, where {_KINDS[wanted]} belongs.",
        "Correct it, or leave it out for the usual value.",
        field=name,
        code="bad_settings",
    )


def _from_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise _unreadable(path, error) from None
    return {key: _typed(key, content[key], key, f" in {path}") for key in _READ if key in content}


def _unreadable(path: Path, error: Exception) -> UserError:
    reason = error.strerror if isinstance(error, OSError) else error
    return UserError(
        f"The settings file {path} cannot be read: {reason}.",
        "Correct it, or move it away to begin with the defaults; the data is not in it.",
        code="bad_settings",
    )


def save(settings: Settings, before: Settings) -> None:
    """Writes what differs from ``before`` into the settings file, in one step.

    All else in the file stays as it is, comments too. Who acts and where the data is are never
    written here: they came from the file itself, from the environment or from the command line.
    """
    _change(
        settings.data_dir / FILE,
        {
            key: getattr(settings, key)
            for key in _KEPT
            if getattr(settings, key) != getattr(before, key)
        },
    )


def save_place(data_dir: Path, database: str, store_id: str = "") -> None:
    """Where the data is from the next start on; a store that is not known is learned there.

    ``database`` is "" for the data directory's own file; a password in it is not written.
    """
    _change(
        data_dir / FILE,
        {"database": without_password(database) or None, "store_id": store_id or None},
    )


def known_places(data_dir: Path) -> list[KnownPlace]:
    """The places that were opened from here, the last used first; what makes no sense is left."""
    import tomllib

    try:
        rows = tomllib.loads((data_dir / FILE).read_text("utf-8")).get("places", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        return []
    names = {each.name for each in fields(KnownPlace)}
    rows = rows if isinstance(rows, list) else []
    rows = [row for row in rows if isinstance(row, dict) and set(row) == names]
    found = [KnownPlace(**{key: str(value) for key, value in row.items()}) for row in rows]
    return sorted(found, key=lambda place: place.used, reverse=True)


def save_places(data_dir: Path, places: Sequence[KnownPlace]) -> None:
    """Writes these places, without a password, in place of those that were known."""
    rows = [asdict(each) | {"database": without_password(each.database)} for each in places]
    _change(data_dir / FILE, {"places": rows or None})


def _change(path: Path, changed: Mapping[str, Any]) -> None:
    """Writes these keys and no other, None takes one out."""
    if not changed:
        return
    import tomlkit
    from tomlkit.exceptions import ParseError

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    except (ParseError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None
    for key, value in changed.items():
        if value is not None:
            document[key] = value
        elif key in document:
            del document[key]
    _put(path, tomlkit.dumps(document))


def _put(path: Path, text: str) -> None:
    """The new content in the place of the old; who may read the file stays as it was."""
    part = path.with_name(f"{FILE}.{os.getpid()}.part")
    try:
        part.touch(0o600)
        part.write_text(text, "utf-8")
        if path.exists():
            part.chmod(path.stat().st_mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def without_password(url: str) -> str:
    """The URL as it may be shown, logged and saved; whatever characters the password has."""
    return _IN_QUERY.sub("", _IN_LOGIN.sub(r"\1@", url))
