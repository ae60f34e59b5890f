"""Reads and writes off the GUI thread: two verbs, one signal that says which tables changed.

Reads run side by side. Writes run one at a time, in order, on the one writer's thread; answers come
back on the GUI thread and are dropped when their owner is gone.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.domain.errors import Unavailable, UserError
from desktop.queries.health import is_writable
from desktop.ui.again import Again
from desktop.ui.errors import Noted
from desktop.ui.long_thread import LongThreads
from desktop.ui.reach import Reach

GATHER_MS = 120
LOOK_S = 0.5
CHECK_FILE_S = 5.0
PATIENCE_S = 24 * 3600.0
_READERS = 3
_log = logging.getLogger("onhand.work")
Then = Callable[[Any], None]
Failed = Callable[[UserError], None]


class Data(Protocol):
    """What Work needs of a database; ``desktop.db.engine.Database`` is one."""

    is_sqlite: bool
    listeners: list[Callable[[frozenset[str]], None]]
    reports: Any  # None where reports are read from the shop's own server

    def read(self, deadline: float = ...) -> AbstractContextManager[Any]: ...
    def report(self, deadline: float = ...) -> AbstractContextManager[Any]: ...
    def run_report(self, function: Callable[..., Any], *args: Any) -> Any: ...
    def write(self, deadline: float = ...) -> AbstractContextManager[Any]: ...
    def run(self, command: Callable[..., Any], *args: Any) -> Any: ...
    def foreign_change(self) -> bool: ...
    def check_file(self) -> None: ...
    def listen(
        self,
        heard: Callable[[frozenset[str]], None],
        reached: Callable[[UserError | None], None],
        stopped: threading.Event,
    ) -> None: ...


@dataclass(frozen=True)
class _Task:
    owner: QObject
    function: Callable[..., Any]
    args: tuple[Any, ...]
    then: Then | None
    failed: Failed | None
    kind: str  # read or write, which say something of the data's reach; job; long; note


class Work(QObject):
    """The only door to the data from the window."""

    changed = Signal(object)  # frozenset of table names; {"*"} when it is not known which
    unheard = Signal(object)  # a UserError whose asker gave no ``failed``
    refused = Signal()  # a write was not done, whatever the reason
    crashed = Signal(object)  # an exception that is our fault
    _answered = Signal(object)

    def __init__(self, data: Data, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._noted = Noted(_log)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._long = LongThreads()
        self.patient = partial(data.report, PATIENCE_S)  # a reading session for a long job
        self.patient_write = partial(data.write, PATIENCE_S)  # a writing one
        self._writes: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._touched: set[str] = set()
        self.reach = Reach(self)
        self.reachable = self.reach.changed  # None, or why the data cannot be read or written
        self.writes_waiting = 0  # asked for and not answered yet
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._tell)
        self._answered.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)
        data.listeners.append(self._note)
        if data.reports is not None:
            data.reports.told.append(lambda error: self._emit(partial(self._tell_of_copy, error)))
        self._threads = [threading.Thread(target=self._write_all, name="writer", daemon=True)]
        if not data.is_sqlite:
            self._threads.append(threading.Thread(target=self._listen, name="ear", daemon=True))
            Again(self)
        for thread in self._threads:
            thread.start()

    def read(
        self,
        owner: QObject,
        function: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Runs ``function(session, *args)`` in a reader's thread."""
        task = _Task(owner, function, args, then, failed, "read")
        if not self._stopped.is_set():
            self._readers.submit(self._read_one, task)

    def report(
        self,
        owner: QObject,
        function: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        failed: Failed | None = None,
    ) -> None:
        """As ``read``, for lists and figures: from the server for reports, where there is one.

        It never shows less than what this program has booked or heard of.
        """
        if self._data.reports is None:
            self.read(owner, function, *args, then=then, failed=failed)
            return
        task = _Task(owner, function, args, then, failed, "report")
        if not self._stopped.is_set():
            call = partial(self._data.run_report, function, *args)
            self._readers.submit(self._run, task, call)

    def write(
        self,
        owner: QObject,
        function: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        failed: Failed | None = None,
        is_waited_for: bool = True,
    ) -> None:
        """Runs ``function(session, *args)`` in one transaction, after those asked before.

        What nobody waits for, a note beside the work, may be asked from any thread, also while the
        window closes; when it is refused, nothing of a person's was lost.
        """
        if not is_waited_for:
            self._writes.put(_Task(owner, function, args, then, failed, "note"))
        elif not self._stopped.is_set():
            self.writes_waiting += 1
            self._writes.put(_Task(owner, function, args, then, failed, "write"))

    def job(
        self,
        owner: QObject,
        function: Callable[..., Any],
        *args: Any,
        stop: Callable[[], None] | None = None,
        lane: str = "",
        then: Then | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Runs ``function(*args)`` in a reader's thread; it opens its own sessions, if any.

        With ``stop`` it may take minutes and runs beside the readers, after those of its ``lane``.
        ``stop`` makes one end soon, with Cancelled, and is called when the window closes; a job
        that was stopped answers None.
        """
        task = _Task(owner, function, args, then, failed, "long" if stop else "job")
        if self._stopped.is_set():
            return
        if stop is None:
            self._readers.submit(self._run, task, lambda: function(*args))
        else:
            self._long.submit(lane, lambda call: self._run(task, call), function, args, stop)

    def _read_one(self, task: _Task) -> None:
        def reading() -> Any:
            with self._data.read() as session:
                return task.function(session, *task.args)

        self._run(task, reading)

    def _run(self, task: _Task, call: Callable[[], Any]) -> None:
        try:
            result = call()
        except UserError as error:
            if task.kind != "long":  # who began it knows its name
                self._noted.note(getattr(task.function, "__name__", "work"), error)
            self._answer(task, error=error)
        except Exception as error:
            _log.exception("unexpected failure in %s (crash)", task.function)
            self._answer(task, crash=error)
        else:
            self._answer(task, result=result)

    def _write_all(self) -> None:
        """The writer's thread: tasks in order; in quiet moments, a look for what others wrote."""
        looked = 0.0
        self._look(with_file=False)  # what others write from now on is a change
        while True:
            try:
                task = self._writes.get(timeout=LOOK_S)
            except queue.Empty:
                looked += LOOK_S
                self._look(with_file=looked >= CHECK_FILE_S)
                self._try_to_write()
                looked %= CHECK_FILE_S
                continue
            if task is None:
                return
            self._run(task, lambda task=task: self._data.run(task.function, *task.args))  # type: ignore[misc]

    def _look(self, with_file: bool) -> None:
        if not self._data.is_sqlite:
            return
        try:
            if with_file:
                self._data.check_file()
            if self._data.foreign_change():
                self._note(frozenset({"*"}))
            self._answer_reach(None)
        except UserError as error:
            self._answer_reach(error)
        except Exception:
            _log.exception("looking for changes failed")

    def _try_to_write(self) -> None:
        """While the data is read-only: whether that is over, without changing anything."""
        if not self.reach.is_read_only:
            return
        try:
            if self._data.run(is_writable):
                self._emit(self.reach.writable)
        except UserError:
            pass  # as before
        except Exception:
            _log.exception("trying to write failed")

    def _listen(self) -> None:
        self._data.listen(self._note, self._answer_reach, self._stopped)

    def _emit(self, call: Callable[[], None]) -> None:
        """Hands a call to the GUI thread, unless the window is gone already."""
        if shiboken6.isValid(self):
            self._answered.emit(call)

    def _answer(
        self,
        task: _Task,
        result: Any = None,
        error: UserError | None = None,
        crash: Exception | None = None,
    ) -> None:
        def deliver() -> None:
            self._note_answer(task, error, crash)
            if not shiboken6.isValid(task.owner):
                return
            if crash is not None:
                self.crashed.emit(crash)
                if task.failed:
                    task.failed(UserError("Something went wrong in the program.", code="crash"))
            elif error is None and task.then:
                task.then(result)
            elif error is not None and task.failed:
                task.failed(error)
            elif error is not None:
                self.unheard.emit(error)

        self._emit(deliver)

    def _note_answer(self, task: _Task, error: UserError | None, crash: Exception | None) -> None:
        """What an answer says of the data; a job's may be of something else, as a full folder."""
        is_write, is_data = task.kind == "write", task.kind in ("read", "write")
        if is_write:
            self.writes_waiting -= 1
        if is_data and isinstance(error, Unavailable):
            self.reach.failed(error, is_write)
        elif is_data and error is None and crash is None:
            self.reach.answered(is_write)
        if is_write and (error or crash):
            self.refused.emit()

    def _answer_reach(self, error: UserError | None) -> None:
        self._emit(lambda: self.reach.looked(error))

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is taken on."""
        return self._stopped.is_set()

    def _tell_of_copy(self, error: UserError | None) -> None:
        if error is not None:
            self.unheard.emit(error)

    def _note(self, tables: frozenset[str]) -> None:
        def gather() -> None:
            self._touched |= tables
            if not self._gather.isActive():
                self._gather.start()

        self._emit(gather)

    def _tell(self) -> None:
        touched, self._touched = frozenset(self._touched), set()
        self.changed.emit(touched)

    def close(self) -> None:
        """Finishes the writes that were asked for, drops waiting reads, ends the threads."""
        self._stopped.set()
        self._data.listeners.remove(self._note)
        self._long.close()  # its jobs note their end yet
        self._writes.put(None)
        self._readers.shutdown(wait=True, cancel_futures=True)
        for thread in self._threads:
            thread.join()
        self._gather.stop()
