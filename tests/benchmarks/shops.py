"""Filled shops for the benchmarks, on either engine."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from desktop.db import migrate
from desktop.db.engine import Database
from desktop.settings import Settings
from tests import servers
from tests.benchmarks.fill import fill
from tests.benchmarks.options import Options


@contextmanager
def filled(engine: str, options: Options) -> Iterator[str]:
    """The URL of a shop with the asked number of products and movements."""
    with ExitStack() as stack:
        if engine == "sqlite":
            place = options.shops or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            file = place / f"shop-{options.products}-{options.movements}.onhand"
            url = f"sqlite:///{file}"
            is_there = file.exists()
        else:
            pattern = stack.enter_context(servers.running(servers.wheel_binaries()))
            url = pattern.format(name="shop")
            create_database(pattern)
            is_there = False
        if not is_there:
            _fill(url, options)
        yield url


def _fill(url: str, options: Options) -> None:
    database = Database(Settings(data_dir=Path(tempfile.gettempdir()), database=url))
    migrate.create(database)
    fill(database, options.products, options.movements)
    database.close()


def create_database(pattern: str) -> None:
    """An empty database "shop" on a server."""
    admin = create_engine(pattern.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE shop"))
    admin.dispose()
