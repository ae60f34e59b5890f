"""Tones: the shipped files, the player, the fall-back, and silence."""

import os
import sys
import threading
import wave
from array import array
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.assets import asset
from desktop.ui.sound import AT_ONCE, TONES, Player, Sound
from desktop.ui.theme import Theme
from tests.ui import tones

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="players are POSIX scripts here")


def player(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> tuple[Player, Path]:
    """A program on the PATH that does ``script`` instead of making noise, and what it wrote."""
    heard = folder / "heard"
    program = folder / "test-player"
    program.write_text(f'#!/bin/sh\nHEARD="{heard}"\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return Player("test-player", lambda percent: [f"--volume={percent}"]), heard


@pytest.mark.parametrize("name", TONES)
def test_a_shipped_tone_is_the_one_its_description_makes(name: str) -> None:
    with wave.open(str(asset("sounds", f"{name}.wav"))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, tones.RATE)
        shipped = array("h", file.readframes(file.getnframes()))
    made = tones.samples(TONES[name])
    assert len(shipped) == len(made)
    assert max(abs(a - b) for a, b in zip(shipped, made, strict=True)) <= 1


def test_no_tone_without_description_is_shipped() -> None:
    assert {path.stem for path in asset("sounds").glob("*.wav")} == set(TONES)


def test_the_tones_differ_in_pitch_number_or_direction() -> None:
    assert len({tone.beeps for tone in TONES.values()}) == len(TONES)


def test_a_tone_is_played_with_file_and_volume(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, heard = player(tmp_path, monkeypatch, 'echo "$@" > "$HEARD"')
    sound = Sound(volume=60, players=[fake])
    sound.play("sold")
    sound.close()
    assert heard.read_text().split() == ["--volume=60", str(asset("sounds", "sold.wav"))]


def test_playing_does_not_wait_for_the_player(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    fake, heard = player(tmp_path, monkeypatch, f'cat "{gate}" > "$HEARD"')
    sound = Sound(players=[fake])
    sound.play("sold")
    assert any(thread.name == "tone" for thread in threading.enumerate())
    gate.write_text("go")
    sound.close()
    assert heard.read_text() == "go"


def test_a_quick_series_leaves_good_tones_out_but_never_a_warning(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    fake, heard = player(tmp_path, monkeypatch, f'read _ < "{gate}"; echo "$2" >> "$HEARD"')
    sound = Sound(players=[fake])
    for _ in range(AT_ONCE + 6):
        sound.play("sold")
    sound.play("refused")
    with gate.open("w") as opened:
        opened.write("\n" * (AT_ONCE + 1))
        opened.flush()
        sound.close()
    names = [Path(line).stem for line in heard.read_text().split()]
    assert names.count("sold") == AT_ONCE
    assert names.count("refused") == 1


def test_the_players_process_is_gone_afterwards(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, heard = player(tmp_path, monkeypatch, 'echo $$ > "$HEARD"')
    sound = Sound(players=[fake])
    sound.play("sold")
    sound.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(heard.read_text()), 0)


def test_a_failing_player_is_asked_only_once(
    theme: Theme, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake, heard = player(tmp_path, monkeypatch, 'echo asked >> "$HEARD"; exit 1')
    sound = Sound(players=[fake])
    with qtbot.waitSignal(sound.failed):
        sound.play("sold")
    sound.play("sold")
    sound.close()
    assert heard.read_text().split() == ["asked"]


def test_without_any_player_nothing_stops(theme: Theme) -> None:
    sound = Sound(players=[Player("there-is-no-such-program", lambda _percent: [])])
    sound.play("refused")
    sound.close()


@pytest.mark.parametrize(("is_on", "volume"), [(False, 80), (True, 0)])
def test_in_silence_the_window_is_asked_to_flash(
    theme: Theme, qtbot: QtBot, is_on: bool, volume: int
) -> None:
    sound = Sound(is_on, volume)
    with qtbot.waitSignal(sound.flash_wanted, check_params_cb=lambda token: token == "bad"):
        sound.play("refused")
    with qtbot.waitSignal(sound.flash_wanted, check_params_cb=lambda token: token == "mode.count"):
        sound.play("again", "mode.count")


def test_the_choice_of_the_person_takes_effect_at_once(theme: Theme, qtbot: QtBot) -> None:
    sound = Sound(True, 80, players=[])
    sound.set(False, 80)
    with qtbot.waitSignal(sound.flash_wanted):
        sound.play("sold")
