"""Starts that cannot succeed: one sentence with a way out, never a traceback, never waiting."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.instance import Instance
from tests.faults.test_disk import fill_up
from tests.ui.driver import Drive


@pytest.fixture
def in_the_way(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("in the way")
    return path


def assert_refused(drive: Drive, place: Path, reason: str) -> None:
    code, said = drive("--data-dir", place).wait()
    assert (code, said.count("\n")) == (1, 1)
    assert f"cannot write into its folder {place}: {reason}" in said
    assert "--data-dir" in said


def test_a_folder_below_a_file_is_refused_in_a_sentence(drive: Drive, in_the_way: Path) -> None:
    assert_refused(drive, in_the_way / "x", "Not a directory.")


def test_a_file_in_place_of_the_folder_is_refused_in_a_sentence(
    drive: Drive, in_the_way: Path
) -> None:
    assert_refused(drive, in_the_way, "a file has this name.")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux has a folder like this")
def test_a_folder_that_takes_no_file_is_not_called_open_already(drive: Drive) -> None:
    assert_refused(drive, Path("/proc"), "No such file or directory.")


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own without any room."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("only root can make a small disk")
    fill_up(place / "ballast")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_is_not_called_open_already(drive: Drive, full_disk: Path) -> None:
    assert_refused(drive, full_disk, "No space left on device.")


@pytest.mark.parametrize(
    "address", ["postgresql://h:abc/db", "postgresql://u:geheim@127.0.0.1/db?foo=geheim"]
)
def test_an_address_that_is_none_is_said_on_the_page_without_its_password(
    drive: Drive, tmp_path: Path, address: str
) -> None:
    window = drive("--data-dir", tmp_path, DATABASE_URL=address)
    window.until_says("The shop could not be opened")
    assert window.ask("hand.says('address in DATABASE_URL cannot be read')")
    assert not window.ask("hand.says('geheim')")
    assert window.end() == 0
    assert "geheim" not in (tmp_path / "log" / "onhand.log").read_text("utf-8")


def test_a_fault_of_ours_at_the_start_ends_in_words_and_in_the_log(
    drive: Drive, tmp_path: Path
) -> None:
    """Without its clock the program cannot make a shop."""
    window = drive("--data-dir", tmp_path)
    window.until_says("Welcome to Onhand")
    window.ask("setattr(hand.window.findChild(program.Opening), '_clock', None)")
    window.ask("hand.type('Name of the shop', 'Corner Shop')")
    window.ask("hand.press('Open my shop')")
    window.until_says("Something went wrong in the program. What was booked is safe")
    assert not window.ask("hand.says('Traceback')")
    assert window.end() == 0
    assert "AttributeError" in (tmp_path / "log" / "onhand.log").read_text("utf-8")


def test_where_no_log_can_be_written_the_program_opens_all_the_same(
    drive: Drive, tmp_path: Path
) -> None:
    (tmp_path / "log").write_text("in the way")
    window = drive("--data-dir", tmp_path)
    window.until_says("Welcome to Onhand")
    assert window.end() == 0


@pytest.mark.parametrize("line", ['theme = "blue"', "font_scale = 9999", "volume = -5"])
def test_a_look_that_does_not_exist_is_the_usual_one(
    drive: Drive, tmp_path: Path, line: str
) -> None:
    (tmp_path / "settings.toml").write_text(line)
    window = drive("--data-dir", tmp_path)
    window.until_says("Welcome to Onhand")
    assert window.ask("hand.problems()") == []
    assert window.end() == 0


def test_who_starts_while_the_first_window_ends_comes_after_it(
    qapp: QApplication, tmp_path: Path
) -> None:
    first = Instance(tmp_path)
    first.serve()
    second = Instance(tmp_path)
    assert not second.is_first
    assert second.wake_or_follow()
    first.fall_silent()
    ending = threading.Timer(0.3, first.release)
    ending.start()
    assert not second.wake_or_follow()
    assert Instance(tmp_path).is_first is False, "the second has it now"
    second.release()
    ending.join()
