"""Tones that mean "the ledger took it", played by whatever this computer has; never in the way."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desktop.ui.assets import asset

AT_ONCE = 4
LONGEST_S = 5.0


@dataclass(frozen=True)
class Tone:
    """Beeps as (from Hz, to Hz, ms), and the colour of the flash in their place in silence."""

    beeps: tuple[tuple[int, int, int], ...]
    token: str
    is_warning: bool = False


TONES = {
    "sold": Tone(((880, 880, 80),), "mode.sell"),
    "received": Tone(((660, 660, 70), (880, 880, 70)), "mode.receive"),
    "counted": Tone(((740, 740, 80),), "mode.count"),
    "unknown": Tone(((220, 220, 160), (220, 220, 160)), "warn", True),
    "refused": Tone(((160, 160, 120),) * 3, "bad", True),
    "undone": Tone(((880, 440, 120),), "mode.lookup"),
    "again": Tone(((1400, 1400, 14), (1400, 1400, 14)), "mode.sell"),
}


@dataclass(frozen=True)
class Player:
    """A program that plays a WAV file; ``volume`` makes its option from percent, if it has one."""

    name: str
    volume: Callable[[int], list[str]]

    def command(self, program: str, path: Path, percent: int) -> list[str]:
        """The words to start it with."""
        return [program, *self.volume(percent), str(path)]


PLAYERS = (
    Player("afplay", lambda percent: ["-v", f"{percent / 100:.2f}"]),
    Player("pw-play", lambda percent: [f"--volume={percent / 100:.2f}"]),
    Player("paplay", lambda percent: [f"--volume={65536 * percent // 100}"]),
    Player("aplay", lambda _percent: ["-q"]),
)


class Sound(QObject):
    """``play`` returns at once. Off, or at volume 0, the window is asked to flash instead.

    A player that fails is not asked again: the system's beep takes its place.
    """

    flash_wanted = Signal(str)
    failed = Signal()

    def __init__(
        self,
        is_on: bool = True,
        volume: int = 80,
        players: Sequence[Player] = PLAYERS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_on = is_on
        self._volume = volume
        self._found = next(((p, path) for p in players if (path := shutil.which(p.name))), None)
        self._has_winsound = sys.platform == "win32"
        self._threads: list[threading.Thread] = []
        self.failed.connect(self._on_failed)

    def set(self, is_on: bool, volume: int) -> None:
        """What the person chose; volume in percent."""
        self._is_on, self._volume = is_on, volume

    def play(self, name: str, token: str = "") -> None:
        """One of TONES; ``token`` is the colour of the flash where it is not the tone's own."""
        if not self._is_on or self._volume <= 0:
            self.flash_wanted.emit(token or TONES[name].token)
        elif self._has_winsound:
            self._play_on_windows(asset("sounds", f"{name}.wav"))
        elif self._found is None:
            QApplication.beep()
        else:
            player, program = self._found
            path = asset("sounds", f"{name}.wav")
            words = player.command(program, path, self._volume)
            self._start(words, TONES[name].is_warning)

    def close(self) -> None:
        """Waits for the tones that still sound."""
        for thread in self._threads:
            thread.join()

    def _start(self, words: list[str], is_warning: bool) -> None:
        """In a very quick series some good tones are left out, a warning never."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        if is_warning or len(self._threads) < AT_ONCE:
            self._threads.append(threading.Thread(target=self._run, args=(words,), name="tone"))
            self._threads[-1].start()

    def _run(self, words: list[str]) -> None:
        """Starts the player, waits for its end and so reaps it; in a thread of its own."""
        quiet = subprocess.DEVNULL
        try:
            done = subprocess.run(
                words, stdin=quiet, stdout=quiet, stderr=quiet, timeout=LONGEST_S, check=False
            )
            has_sounded = done.returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            has_sounded = False
        if not has_sounded:
            self.failed.emit()

    def _play_on_windows(self, path: Path) -> None:
        if sys.platform == "win32":
            import winsound

            flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
            try:
                winsound.PlaySound(str(path), flags)
            except RuntimeError:
                self._has_winsound = False
                self._on_failed()

    def _on_failed(self) -> None:
        self._found = None
        QApplication.beep()
