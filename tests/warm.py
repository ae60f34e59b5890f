"""Processes of the program that need not load it first: forked from one that has it loaded.

``Warm.start`` is used like ``subprocess.Popen`` and gives a process of its own with its own pipes,
environment and folder; only the second of loading libraries is gone, which hundreds of starts would
spend anew. What a start itself does (order of imports, the environment it makes for itself) is
tested with real starts.

``python -m tests.warm SOCKET MODULE …`` loads the modules and waits for orders on that socket.
"""

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from threading import Thread
from typing import IO, Any

PROJECT = Path(__file__).parents[1]
LONGEST = 1 << 20


class Started:
    """A running child; ``returncode`` is None until somebody has asked and it had ended."""

    def __init__(self, pid: int, ended: IO[bytes], pipes: Sequence[IO[bytes] | None]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdin, self.stdout, self.stderr = pipes
        self._ended = ended

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """The exit code; subprocess.TimeoutExpired when it runs on."""
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._ended, selectors.EVENT_READ)
                if not selector.select(timeout):
                    raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(self._ended.read() or -signal.SIGKILL)
            self._ended.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Nothing where it has ended: its number may be another's by then."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        """What it still says, once it has ended; its pipes are closed then."""
        end = None if timeout is None else time.monotonic() + timeout
        if self.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.stdin.close()
        said = [_Heard(pipe) for pipe in (self.stdout, self.stderr)]
        for heard in said:
            heard.join(None if end is None else max(0.0, end - time.monotonic()))
            if heard.is_alive():
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        self.wait(None if end is None else max(0.0, end - time.monotonic()))
        return said[0].words, said[1].words


class _Heard(Thread):
    """Reads a pipe to its end."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self.words = b""
        self.start()

    def run(self) -> None:
        if self._pipe is not None and not self._pipe.closed:
            with self._pipe:
                self.words = self._pipe.read()


class Warm:
    """The loaded program, from which children are started until it is closed."""

    def __init__(self, *modules: str) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm", str(theirs.fileno()), *modules],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def start(
        self, call: str, *words: object, env: Mapping[str, str], stdout: int | None = None
    ) -> Started:
        """Runs ``module:function`` with ``sys.argv`` of these words; what it gives is the code.

        ``stdout``: a descriptor in place of a pipe.
        """
        stdin, out, err, ended = (os.pipe() for _ in range(4))
        theirs = [stdin[0], out[1] if stdout is None else stdout, err[1], ended[1]]
        order = {"call": call, "words": [str(word) for word in words], "env": dict(env)}
        socket.send_fds(self._line, [json.dumps(order).encode()], theirs)
        for descriptor in (stdin[0], out[1], err[1], ended[1]):
            os.close(descriptor)
        pid = int(self._line.recv(100))
        pipes = (os.fdopen(stdin[1], "wb"), os.fdopen(out[0], "rb"), os.fdopen(err[0], "rb"))
        if stdout is not None:
            pipes[1].close()
        shown = (pipes[0], pipes[1] if stdout is None else None, pipes[2])
        return Started(pid, os.fdopen(ended[0], "rb"), shown)

    def close(self) -> None:
        """Ends it, and whoever still runs."""
        self._line.close()
        self._process.wait()


class _Nest:
    """What runs in the loaded process: forks, and tells the codes of those that ended."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._children: dict[int, tuple[int, int]] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(line, selectors.EVENT_READ)

    def run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is not self._line:
                    self._bury(key.fd)
                elif not self._order():
                    for pid, _ in self._children.values():
                        os.kill(pid, signal.SIGKILL)
                    return

    def _order(self) -> bool:
        order, descriptors, _, _ = socket.recv_fds(self._line, LONGEST, 4)
        if not order:
            return False
        pid = os.fork()
        if pid == 0:
            _become(json.loads(order), descriptors)
        *pipes, ended = descriptors
        for descriptor in pipes:
            os.close(descriptor)
        watched = os.pidfd_open(pid)
        self._children[watched] = (pid, ended)
        self._selector.register(watched, selectors.EVENT_READ)
        self._line.send(str(pid).encode())
        return True

    def _bury(self, watched: int) -> None:
        self._selector.unregister(watched)
        pid, ended = self._children.pop(watched)
        _, status = os.waitpid(pid, 0)
        os.write(ended, str(os.waitstatus_to_exitcode(status)).encode())
        os.close(ended)
        os.close(watched)


def _become(order: dict[str, Any], descriptors: list[int]) -> None:
    """The child: never returns."""
    code: object = 70
    try:
        for number, descriptor in enumerate(descriptors[:3]):
            os.dup2(descriptor, number)
        os.closerange(3, 256)
        _renew_streams()
        os.environ.clear()
        os.environ.update(order["env"])
        time.tzset()
        module, _, name = order["call"].partition(":")
        sys.argv = [module, *order["words"]]
        call: Callable[[], object] = getattr(import_module(module), name)
        code = call()
    except SystemExit as end:
        code = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        _leave(code)


def _renew_streams() -> None:
    """As Python makes them at its start."""
    sys.stdin = TextIOWrapper(os.fdopen(0, "rb"), "utf-8")
    sys.stdout = TextIOWrapper(os.fdopen(1, "wb"), "utf-8")
    sys.stderr = TextIOWrapper(os.fdopen(2, "wb"), "utf-8", "backslashreplace", line_buffering=True)


def _leave(code: object) -> None:
    """As Python ends, without taking everything down."""
    import atexit
    import threading

    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as line:
        for name in sys.argv[2:]:
            import_module(name)
        gc.collect()
        gc.freeze()
        _Nest(line).run()


if __name__ == "__main__":
    main()
