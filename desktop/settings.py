"""One frozen Settings: the data directory's file, then the environment, then the command line."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import UserError

if TYPE_CHECKING:
    from desktop.domain.scanning import ScannerSettings

FILE = "settings.toml"
DATABASE_FILE = "shop.onhand"
DEMO_FILE = "demo.onhand"

_IN_LOGIN = re.compile(r"^([\w+]+://[^:/@?]*):[^@]*@")
_IN_QUERY = re.compile(r"&password=[^&]*|(?<=\?)password=[^&]*&?")


@dataclass(frozen=True)
class Settings:
    """What the program was told. ``database`` is empty for the SQLite file in ``data_dir``."""

    data_dir: Path
    database: str = ""
    database_from: str = "default"
    store_id: str = ""
    user: str = ""
    theme: str = "system"
    font_scale: int = 100
    language: str = ""
    sound: bool = True
    volume: int = 80
    scanner_gap_ms: int = 35
    scanner_min_length: int = 3
    scanner_prefix: str = ""
    scanner_suffix: str = ""
    pool_size: int = 5
    max_overflow: int = 10
    pool_timeout: int = 30
    pool_recycle: int = 3600
    echo: bool = False
    echo_pool: bool = False
    auto_upgrade: bool = False
    backup_before_upgrade: bool = True

    @property
    def url(self) -> str:
        """Where the data is: the chosen URL or the SQLite file of this data directory."""
        return self.database or f"sqlite:///{self.data_dir / DATABASE_FILE}"


_ENVIRONMENT = {
    "DATABASE_POOL_SIZE": "pool_size",
    "DATABASE_MAX_OVERFLOW": "max_overflow",
    "DATABASE_POOL_TIMEOUT": "pool_timeout",
    "DATABASE_POOL_RECYCLE": "pool_recycle",
    "DATABASE_ECHO": "echo",
    "DATABASE_ECHO_POOL": "echo_pool",
    "MIGRATION_AUTO_UPGRADE": "auto_upgrade",
    "MIGRATION_BACKUP_BEFORE_UPGRADE": "backup_before_upgrade",
}
_KEPT = [
    "database",
    "store_id",
    "user",
    "theme",
    "font_scale",
    "language",
    "sound",
    "volume",
    "scanner_gap_ms",
    "scanner_min_length",
    "scanner_prefix",
    "scanner_suffix",
    "auto_upgrade",
    "backup_before_upgrade",
]


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
        return Path(environment["ONHAND_DATA_DIR"]).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("onhand", appauthor=False)


def load(
    data_dir: Path | None = None, database: str = "", environment: Mapping[str, str] | None = None
) -> Settings:
    """Settings from file, environment and the two options; UserError names what is wrong."""
    environment = os.environ if environment is None else environment
    place = data_dir.expanduser().absolute() if data_dir else default_data_dir(environment)
    settings = replace(Settings(place), **_from_file(place / FILE))
    if settings.database:
        settings = replace(settings, database_from="saved")
    settings = replace(settings, **_from_environment(environment))
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
        return f"sqlite:///{Path(url).expanduser().absolute()}"
    scheme, rest = url.split("://", 1)
    if scheme in ("postgres", "postgresql", "postgresql+psycopg2"):
        return f"postgresql+psycopg2://{rest}"
    if scheme == "sqlite":
        return url
    raise UserError(
        f"“{scheme}” is not a database Onhand works with.",
        "Use sqlite:///FILE or postgresql://HOST/NAME.",
        field="database",
        code="bad_url",
    )


def _has_password(url: str) -> bool:
    return without_password(url) != url


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
    port = environment.get("DB_PORT", "5432")
    return f"postgresql+psycopg2://{login}{host}:{port}/{environment.get('DB_NAME', 'onhand')}"


def _typed(key: str, value: Any, name: str) -> Any:
    """The value in the type of the setting's default."""
    wanted = type(next(f.default for f in fields(Settings) if f.name == key))
    text = str(value).strip()
    if wanted is bool and text.lower() in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        return text.lower() in ("1", "true", "yes", "on")
    if wanted is int and text.lstrip("-").isdigit():
        return int(text)
    if wanted is str:
        return str(value)
    raise UserError(f"{name} is “{text}”, which is no {wanted.__name__}.", field=name)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    import tomllib

    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            f"The settings file {path} cannot be read: {error}.",
            "Correct it, or move it away to begin with the defaults; the data is not in it.",
            code="bad_settings",
        ) from None
    return {key: _typed(key, content[key], key) for key in _KEPT if key in content}


def save(settings: Settings) -> None:
    """Writes what is kept, in one step; passwords never, a URL with one loses it."""
    import tomlkit

    document = tomlkit.document()
    for key in _KEPT:
        value = getattr(settings, key)
        if key == "database":
            if settings.database_from not in ("saved", "default"):
                continue
            value = without_password(value)
        document[key] = value
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    part = settings.data_dir / f"{FILE}.{os.getpid()}.part"
    part.write_text(tomlkit.dumps(document), "utf-8")
    part.replace(settings.data_dir / FILE)


def without_password(url: str) -> str:
    """The URL as it may be shown, logged and saved; whatever characters the password has."""
    return _IN_QUERY.sub("", _IN_LOGIN.sub(r"\1@", url))
