"""Real keys from a real X server: what xdotool types reaches the filter with the server's times."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, Any

import pytest

PROJECT = Path(__file__).parents[3]
TOOLS = ("Xvfb", "xdotool")
EAN = "4006381333931"
PATIENCE_S = 30

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason="needs Xvfb and xdotool"
)


class Screen:
    """A window on a virtual screen, and a keyboard for it."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._window = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.widgets.x11_window"],
            cwd=PROJECT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._told: Queue[str] = Queue()
        assert self._window.stdout is not None
        self._listener = Thread(target=self._listen, args=(self._window.stdout,))
        self._listener.start()
        try:
            self.first = self.told()
            self.use("windowfocus", "--sync", str(self.first["window"]))
            assert self.told() == {"ready": True}
        except BaseException:
            self.close()
            raise

    def use(self, *words: str) -> None:
        """One xdotool command."""
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=PATIENCE_S)

    def told(self) -> dict[str, Any]:
        """The next thing the window tells."""
        line = self._told.get(timeout=PATIENCE_S)
        if not line:
            assert self._window.stderr is not None
            pytest.skip(f"the window does not open here: {self._window.stderr.read()[-300:]}")
        told: dict[str, Any] = json.loads(line)
        return told

    def close(self) -> None:
        """Ends the window and waits for it."""
        self._window.kill()
        self._window.wait()
        self._listener.join()
        for stream in (self._window.stdout, self._window.stderr):
            if stream is not None:
                stream.close()

    def _listen(self, stream: IO[str]) -> None:
        for line in stream:
            self._told.put(line)
        self._told.put("")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual screen that picks its own number."""
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-nolisten", "tcp", "-screen", "0", "800x600x24"],
        pass_fds=[theirs],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours) as told:
        number = told.readline().strip()
    if number:
        yield f":{number}"
    server.terminate()
    server.wait()
    if not number:
        pytest.skip("Xvfb does not start here")


@pytest.fixture
def screen(display: str) -> Iterator[Screen]:
    opened = Screen(display)
    yield opened
    opened.close()


def test_a_screen_that_blends_no_windows_is_known(screen: Screen) -> None:
    """A dialog's shadow would be a black frame there."""
    assert screen.first["blends"] is False


UNTOUCHED = {"text": "12,50", "selected": "12,50"}


def test_scans_typed_by_an_x_server_are_taken_out_of_the_field(screen: Screen) -> None:
    codes = [EAN, "A-1 b", "COF-1001/x"]
    for code in codes:
        screen.use("type", "--delay", "3", code + "\n")
        assert screen.told() == {"scan": code, **UNTOUCHED}


def test_a_separator_and_a_shortcut_in_a_code_are_its_content(screen: Screen) -> None:
    keys = ["0", "1", "0", "4", "ctrl+bracketright", "1", "0", "ctrl+k", "A", "Return"]
    screen.use("key", "--delay", "3", *keys)
    assert screen.told() == {"scan": "0104\x1d10A", **UNTOUCHED}


def test_what_is_typed_slowly_is_typed_and_its_shortcut_works(screen: Screen) -> None:
    screen.use("type", "--delay", "1000", "7.5")
    screen.use("key", "Return")
    assert screen.told() == {"typed": "7.5"}
    screen.use("key", "ctrl+k")
    assert screen.told() == {"shortcut": "Ctrl+K"}


def test_twenty_scans_come_in_order(screen: Screen) -> None:
    codes = [f"{n:013}" for n in range(20)]
    screen.use("type", "--delay", "2", "\n".join(codes) + "\n")
    assert [screen.told()["scan"] for _ in codes] == codes
