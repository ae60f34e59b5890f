"""The one object that opens sessions: read, write, and run a command so that it happens once."""

import logging
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, String, bindparam, event, func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from desktop.db import endings, postgres, reports, sqlite
from desktop.db.counters import Counters
from desktop.db.errors import server_gone, translate
from desktop.db.patience import patience
from desktop.db.prepared import ANSWERED, TOUCHED, Prepared
from desktop.db.server_time import ServerTime
from desktop.domain.clock import SystemClock
from desktop.domain.errors import Unavailable, UserError
from desktop.settings import Settings, is_unclear, normal_url

P = ParamSpec("P")
R = TypeVar("R")
Changed = Callable[[frozenset[str]], None]
ANSWER_S = 2.5  # longer than lock_timeout: a row that is held is not a server that is gone
READ_S = 11.0
RETRY_S = 0.5  # a loss noticed later than this has used up the time for an answer
_NOTIFY = Prepared(
    select(func.pg_notify("onhand", bindparam("payload", type_=String)).label("told"))
)
_log = logging.getLogger("onhand.db")


class Database:
    """Engines of one shop's database. Sessions are opened per call and never kept."""

    def __init__(
        self, settings: Settings, name: str = "onhand", read_only: UserError | None = None
    ) -> None:
        """``read_only``: why nothing may be written; then nothing is."""
        self.read_only = read_only
        self.url = make_url(normal_url(settings.url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if is_unclear(settings.url):
            raise ValueError("an @ in the password must be spelled %40")
        self.watchdog = postgres.Watchdog()
        self.counters = Counters(settings.slow_ms / 1000)
        self.instance = uuid.uuid4().hex[:12]
        self.listeners: list[Changed] = []
        self._name = name
        self._seen_version = 0
        if self.is_sqlite:
            sqlite.refuse_network_share(self._place)
            self.reader = self._files(settings, writes=False)
            self.writer = self._files(settings, writes=True)
        else:
            self._server = partial(self._pool, settings)
            self.writer = self.reader = self._server(self.url)
        for engine in {self.writer, self.reader}:
            self.counters.watch(engine)
        is_alone = self.is_sqlite or not settings.reports_url
        self.reports = None if is_alone else reports.make(settings, self._server, self.counters)
        self._file = sqlite.SameFile(self._place)
        self._time: ServerTime | None = None
        event.listen(self.writer, "before_cursor_execute", _note_table)
        event.listen(self.writer, "after_cursor_execute", _note_answer)

    def _files(self, settings: Settings, writes: bool) -> Engine:
        return sqlite.make_engine(
            self.url,
            writes=writes and self.read_only is None,
            is_kept=self.read_only is not None,
            size=1 if writes else settings.pool_size,
            overflow=settings.max_overflow,
            echo=settings.echo,
        )

    def _pool(self, settings: Settings, url: URL, only_reads: bool = False) -> Engine:
        return postgres.make_engine(
            url,
            self._name,
            self.watchdog,
            size=settings.pool_size,
            overflow=settings.max_overflow,
            timeout=settings.pool_timeout,
            recycle=settings.pool_recycle,
            echo=settings.echo,
            echo_pool=settings.echo_pool,
            only_reads=only_reads or self.read_only is not None,
        )

    @property
    def _place(self) -> Path:
        return Path(self.url.database or "")

    @property
    def path(self) -> Path | None:
        """The SQLite file, None on a server."""
        return self._place if self.is_sqlite else None

    def keep_time(self, clock: SystemClock) -> None:
        """From now on ``clock`` shows the server's time; a file has the computer's own."""
        if not self.is_sqlite:
            self._time = ServerTime(clock)
            with self.read() as session:
                self._time.keep(session.connection())

    def keep_epoch(self, epoch: str) -> None:
        """On a server: from now on a connection that finds another epoch is refused.

        The shop was restored then, and this workstation's chain may end elsewhere in it. A file
        that was exchanged is noticed by itself.
        """
        if not self.is_sqlite:
            event.listen(self.writer, "connect", lambda raw, _: postgres.check_epoch(raw, epoch))

    def check_file(self) -> None:
        """SQLite: raises Unavailable when the path no longer is the open file. One ``stat``."""
        if self.is_sqlite:
            self._file.check()

    @contextmanager
    def read(self, deadline: float = READ_S) -> Iterator[Session]:
        """A session that only reads, in one snapshot; environment failures become sentences.

        A ``deadline`` beyond the usual is a job's: the server's own limits are off then too.
        """
        with self._session(self.reader, deadline) as (session, _):
            yield session
            session.rollback()

    @contextmanager
    def write(self, deadline: float = READ_S, over: Connection | None = None) -> Iterator[Session]:
        """A session in one writing transaction, committed at the end; then listeners are told.

        ``deadline`` as in ``read``; ``over``: a stage's connection.
        """
        if (why := self.read_only) is not None:
            raise Unavailable(why.message, why.hint, why.code)
        touched: frozenset[str] = frozenset()
        with self._session(over or self.writer, deadline) as (session, connection):
            if self._time is not None:
                self._time.keep(connection)
            connection.info[TOUCHED] = set()
            yield session
            endings.end(session)
            session.flush()
            touched = frozenset(connection.info.pop(TOUCHED, ()))
            if touched and not self.is_sqlite:
                payload = f"{self.instance}|{','.join(sorted(touched))}"
                _NOTIFY.run(connection, {"payload": payload})
            try:
                session.commit()
            except DBAPIError as error:
                raise (translate(error, committing=True) or error) from error
            finally:
                self._outdate()
        if touched:
            for listener in self.listeners:
                listener(touched)

    def run(
        self,
        command: Callable[Concatenate[Session, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Runs a command in a writing transaction, once more when its connection broke on the way.

        Commands carry their own ids, so the second try books nothing twice (safety.md). A first
        delivery that was still under way is met again here too, and then answers what it booked.
        A row that others hold is waited for twice; SQLite's BEGIN has waited long enough already.
        """
        began = time.monotonic()
        try:
            with self.write(ANSWER_S) as session:
                return command(session, *args, **kwargs)
        except UserError as error:
            is_early = time.monotonic() - began <= RETRY_S
            again = {"repeated": True, "busy": not self.is_sqlite, "server_gone": is_early}
            if not again.get(error.code, False):
                raise
            _log.warning("%s Trying once more.", error.message)
        with self.write(ANSWER_S) as session:
            return command(session, *args, **kwargs)

    @contextmanager
    def report(self, deadline: float = READ_S) -> Iterator[Session]:
        """As ``read``, from the server for reports where there is one and it is up to date."""
        with ExitStack() as stack:
            session = self._at_copy(stack, deadline)
            yield session if session is not None else stack.enter_context(self.read(deadline))
            session.rollback() if session is not None else self._outdate()

    def run_report(self, function: Callable[..., R], *args: Any) -> R:
        """``function(session, *args)`` as in ``report``; on the main server if the copy fails."""
        with ExitStack() as stack:
            session = self._at_copy(stack, READ_S)
            if session is not None and self.reports is not None:
                try:
                    return function(session, *args)
                except (Unavailable, DBAPIError) as error:
                    self.reports.leave(reports.gone(error))
        with self.read() as session:
            result = function(session, *args)
        self._outdate()  # what is read at the copy next may not be older than this
        return result

    def _at_copy(self, stack: ExitStack, deadline: float) -> Session | None:
        """A session on the server for reports; None while the main one is to be read."""
        copy = self.reports
        if copy is None or copy.is_away():
            return None
        if copy.wants():
            with self.read() as main:
                copy.learn(main.connection())
        try:
            session, connection = stack.enter_context(self._session(copy.engine, deadline))
            if copy.is_current(connection):
                return session
        except (Unavailable, DBAPIError) as error:
            copy.leave(reports.gone(error))
        stack.close()
        return None

    def _outdate(self) -> None:
        if self.reports is not None:
            self.reports.outdated()

    @contextmanager
    def _session(
        self, engine: Engine | Connection, deadline: float
    ) -> Iterator[tuple[Session, Connection]]:
        self.check_file()
        try:
            with Session(engine, autoflush=False, expire_on_commit=False) as session:
                connection = session.connection()
                with self._guard(connection, deadline):
                    if deadline > READ_S and not self.is_sqlite:
                        postgres.be_patient(connection)
                    yield session, connection
        except Unavailable as error:
            self.counters.failed(error.code)
            raise
        except (SQLAlchemyError, sqlite3.Error) as error:
            known = translate(error)
            self.counters.failed("fault" if known is None else known.code)
            if known is None:
                raise
            raise known from error

    @contextmanager
    def _guard(self, connection: Connection, seconds: float) -> Iterator[None]:
        if self.is_sqlite:
            yield
            return
        if seconds > READ_S:
            with patience(connection):
                yield
            return
        raw: Any = connection.connection.dbapi_connection
        info = connection.info
        with self.watchdog.guard(raw.fileno(), seconds) as answered:
            info[ANSWERED] = answered
            try:
                yield
            finally:
                info.pop(ANSWERED, None)

    def foreign_change(self) -> bool:
        """SQLite: whether another connection has committed since the last call.

        Called on the writer's thread, so that the kept writing connection is the one that asks:
        PRAGMA data_version moves only for what others did.
        """
        raw = self.writer.raw_connection()
        try:
            cursor: Any = raw.cursor()
            version = int(cursor.execute("PRAGMA data_version").fetchone()[0])
        finally:
            raw.close()
        before, self._seen_version = self._seen_version, version
        return before not in (0, version)

    def listen(
        self,
        heard: Changed,
        reached: Callable[[UserError | None], None],
        stopped: threading.Event,
    ) -> None:
        """PostgreSQL: blocks in its own thread and tells which tables other programs changed.

        ``reached``: Unavailable when the server went away, None when it is back.
        """

        def payload(text_: str) -> None:
            self._outdate()
            sender, _, tables = text_.partition("|")
            if sender != self.instance:
                heard(frozenset(tables.split(",")) if tables else frozenset({"*"}))

        def reach(is_there: bool) -> None:
            reached(None if is_there else server_gone())

        postgres.listen(self.url, self._name, payload, reach, stopped)

    def close(self) -> None:
        """Closes every connection; the object may not be used afterwards."""
        self.reader.dispose()
        if self.writer is not self.reader:
            self.writer.dispose()
        if self.reports is not None:
            self.reports.engine.dispose()
        self.watchdog.close()


def _note_table(
    connection: Connection, _cursor: object, _statement: str, _parameters: object, context: Any,
    _executemany: bool,
) -> None:  # fmt: skip
    """Which table a statement changes, by itself: commands never declare it."""
    touched = connection.info.get(TOUCHED)
    if touched is None or context is None or context.compiled is None:
        return
    if context.isinsert or context.isupdate or context.isdelete:
        table = getattr(context.compiled.statement, "table", None)
        if table is not None:
            touched.add(table.name)


def _note_answer(connection: Connection, *_told: object) -> None:
    """The server has spoken: the time for its next answer begins."""
    answered = connection.info.get(ANSWERED)
    if answered is not None:
        answered()


def session_on(connection: Connection) -> Session:
    """A session on a connection that somebody else opened and will close."""
    return Session(connection, autoflush=False)
