"""The log's files as entries: over rotations, bounded, hostile, filtered; the report hides."""

from datetime import datetime
from pathlib import Path

import pytest

from desktop.domain.errors import UserError
from desktop.jobs.log_reading import (
    LEVELS,
    LONGEST,
    Wanted,
    chosen,
    hidden,
    read_log,
    read_on,
    report,
)

LINE = "2026-11-21 {time},123 {level} onhand.{name} {text}\n"


def line(time: str, level: str = "INFO", text: str = "all is well", name: str = "app") -> str:
    return LINE.format(time=time, level=level, text=text, name=name)


def written(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / ("onhand.log" if name == "now" else f"onhand.log.{name[-1]}")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_the_newest_is_first_over_all_files(tmp_path: Path) -> None:
    written(tmp_path, now=line("12:00:00"), old1=line("11:00:00"), old2=line("10:00:00"))
    assert [entry.at.hour for entry in read_log(tmp_path).entries] == [12, 11, 10]


def test_a_traceback_belongs_to_its_line_also_across_a_rotation(tmp_path: Path) -> None:
    written(
        tmp_path,
        old1=line("10:00:00", "ERROR", "failed", "work") + "Traceback (most recent call last):\n",
        now="ValueError: no\n" + line("11:00:00"),
    )
    newest, failed = read_log(tmp_path).entries
    assert (failed.level, failed.logger, failed.text) == ("ERROR", "onhand.work", "failed")
    assert failed.more.splitlines()[0] == "Traceback (most recent call last):"
    assert failed.more.endswith("ValueError: no")
    assert failed.whole.startswith("2026-11-21 10:00:00 ERROR onhand.work failed\nTrace")
    assert newest.more == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00broken \xc3\x28 bytes\n" * 50,
        b"x" * 3_000_000,
        b"2026-13-45 99:99:99,000 ERROR onhand.app no such day\n",
        b"2026-11-21 10:00:00,000 ERROR " + b"y" * 500_000,
        ("2026-11-21 10:00:00,000 INFO a \x1b[31m\u202e\x00😀 <b>" + "\t" * 9_000 + "\n").encode(),
    ],
)
def test_no_content_breaks_it_and_no_line_is_shown_whole_beyond_reason(
    tmp_path: Path, content: bytes
) -> None:
    written(tmp_path, now=content + b"\n" + line("12:00:00").encode())
    newest, *rest = read_log(tmp_path).entries
    assert newest.text == "all is well"
    for entry in rest:
        assert len(entry.text) <= 4 * LONGEST
        assert entry.text.isprintable()


def test_only_the_newest_bytes_are_read(tmp_path: Path) -> None:
    written(tmp_path, now=line("12:00:00") * 1000, old1=line("11:00:00") * 1000)
    found = read_log(tmp_path, most=10_000).entries
    assert 0 < len(found) < 200
    assert {entry.at.hour for entry in found} == {12}


def test_without_a_log_there_is_nothing_to_read(tmp_path: Path) -> None:
    assert read_log(tmp_path / "nowhere").entries == []


def test_lines_are_chosen_by_level_text_and_time_and_errors_come_first(tmp_path: Path) -> None:
    """C10: what a job raised shows at the top."""
    written(
        tmp_path,
        now=line("09:00:00", "ERROR", "the disk is full")
        + line("10:00:00", "WARNING", "slow")
        + line("11:00:00", "DEBUG", "small"),
    )
    entries = read_log(tmp_path).entries

    def hours(**asked: object) -> list[int]:
        return [entry.at.hour for entry in chosen(entries, Wanted(**asked))]  # type: ignore[arg-type]

    assert hours() == [11, 10, 9]
    assert hours(level="WARNING") == [10, 9]
    assert hours(text="DISK full") == [9]
    assert hours(since=datetime.fromisoformat("2026-11-21 09:30")) == [11, 10]
    assert hours(has_errors_first=True) == [9, 11, 10]
    assert LEVELS[-1] == "CRITICAL"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ann:s3cr@t/:x@server:5432/shop",
        "postgresql+psycopg2://ann:s3cret@server/shop failed",
        "password=s3cret host=x",
        'PGPASSWORD: "s3cret words"',
        "pin = 's3cret'",
    ],
)
def test_a_report_holds_no_password(text: str) -> None:
    assert "s3cr" not in hidden(text.replace("PGPASSWORD", "PASSWORD"))


def test_a_report_has_the_facts_and_the_errors_and_no_people(tmp_path: Path) -> None:
    home = str(Path.home() / "shop.onhand")
    written(
        tmp_path, now=line("09:00:00", "ERROR", f"mail to ann.lee@example.com: {home}")
        + line("10:00:00", text="nothing"),
    )  # fmt: skip
    told = report({"Onhand": "1.0", "Engine": "SQLite"}, read_log(tmp_path).entries)
    assert told.startswith("Onhand: 1.0\nEngine: SQLite\nSystem: ")
    assert "ERROR onhand.app mail to ***@***: ~/shop.onhand" in told
    assert "nothing" not in told


def test_of_a_log_that_grows_only_the_new_lines_are_read(tmp_path: Path) -> None:
    """Also those that belong to the entry before, and no line before it is whole."""
    path = tmp_path / "onhand.log"
    path.write_text(line("09:00:00", text="old") + line("10:00:00", "ERROR", "failed") + "Trace\n")
    log = read_log(tmp_path)
    path.write_bytes(b"-" * path.stat().st_size)  # what was read is not looked at again
    with path.open("a") as out:
        out.write("ValueError: no\n" + line("11:00:00", text="new") + "2026-11-21 12:0")
    grown = read_on(tmp_path, log)
    assert [entry.text for entry in grown.entries] == ["new", "failed", "old"]
    assert grown.entries[1].more == "Trace\nValueError: no"
    assert read_on(tmp_path, grown) is grown
    with path.open("a") as out:
        out.write("0:00,000 INFO onhand.app whole\n")
    assert read_on(tmp_path, grown).entries[0].text == "whole"
    path.rename(tmp_path / "onhand.log.1")  # from here on it is another file
    path.write_text(line("13:00:00", text="first of the next"))
    texts = [entry.text for entry in read_on(tmp_path, grown).entries]
    assert texts[0] == "first of the next"
    assert "whole" in texts


def test_a_report_counts_the_codes_and_has_the_lines_that_end_with_one(tmp_path: Path) -> None:
    full = UserError("The disk is full.", "Make room.", code="disk_full")
    written(
        tmp_path,
        now=line("09:00:00", "WARNING", f"book_scan: {full.line}") * 2
        + line("10:00:00", "ERROR", "unexpected failure in f (crash)")
        + line("11:00:00", "INFO", "book_scan: No such code. (unknown_code)"),
    )
    told = report({}, read_log(tmp_path).entries)
    assert "Codes: disk_full 2, crash 1\n" in told
    assert "WARNING onhand.app book_scan: The disk is full. Make room. (disk_full)" in told
    assert "unknown_code" not in told
