"""``forecast panel``: files in, files out."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop import cli
from desktop.domain.forecast.distribution import LEVELS

Run = Callable[..., tuple[int, str]]
FIRST = date(2026, 1, 5)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A café's tea, a promotion every fourth week, closed on Sundays, 140 days and 14 ahead."""
    days = [FIRST + timedelta(n) for n in range(154)]
    promo = [n // 7 % 4 == 2 for n in range(154)]
    rows: list[list[object]] = [
        ["tea", day, (12 if promo[n] else 6) * (n % 7 < 6), int(promo[n]), int(n % 7 == 6)]
        for n, day in enumerate(days)
    ]
    write(tmp_path / "h.csv", ["unique_id", "ds", "y", "promo", "closed"], rows[:140])
    write(
        tmp_path / "f.csv",
        ["unique_id", "ds", "promo", "closed"],
        [[n, d, p, c] for n, d, _, p, c in rows[140:]],
    )
    write(tmp_path / "e.csv", ["ds", "event_name", "type"], [[FIRST, "New Year sale", "custom"]])
    write(tmp_path / "s.csv", ["unique_id", "cover", "stock"], [["tea", 3, 20], ["tea", 21, 900]])
    return tmp_path


def write(path: Path, names: list[str], rows: list[list[object]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([names, *rows])


def asked(files: Path, *more: str) -> list[str]:
    named = {"history": "h", "future": "f", "events": "e", "out": "p"}
    words = [w for name, short in named.items() for w in (f"--{name}", str(files / f"{short}.csv"))]
    return ["forecast", "panel", *words, *more]


@pytest.fixture
def onhand(capsys: pytest.CaptureFixture[str]) -> Run:
    """The verb in this process: its code, and all that it said."""

    def run(*words: str) -> tuple[int, str]:
        code = cli.main(list(words))
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def told(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_of_demand_becomes_a_file_of_forecasts(onhand: Run, files: Path) -> None:
    assert onhand(*asked(files)) == (0, "14 lines of 1 series, each day.\n")
    rows = told(files / "p.csv")
    assert [row["ds"] for row in rows] == [str(FIRST + timedelta(n)) for n in range(140, 154)]
    assert {row["origin"] for row in rows} == {str(FIRST + timedelta(140))}
    means = [float(row["mean"]) for row in rows]
    closed, plain, promo = means[6], means[0], means[14 - 7]
    assert closed == 0
    assert plain == pytest.approx(6, rel=0.1)
    assert promo == pytest.approx(6, rel=0.15)
    for row in rows:
        for sign in "qc":
            bands = [float(row[f"{sign}{level:g}"]) for level in LEVELS]
            assert bands == sorted(bands)


def test_stock_has_its_day(onhand: Run, files: Path) -> None:
    more = ["--stock", str(files / "s.csv"), "--depletion-out", str(files / "d.csv")]
    assert onhand(*asked(files, *more))[0] == 0
    soon, late = told(files / "d.csv")
    assert soon["predicted_depletion_date"] == str(FIRST + timedelta(143))
    assert soon["earliest_date"] <= soon["predicted_depletion_date"]
    assert float(soon["p7"]) > 0.95 and float(soon["confidence"]) > 0.8
    assert late["predicted_depletion_date"] == late["earliest_date"] == ""
    assert float(late["p14"]) < 0.01


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("h", "unique_id,ds,y\ntea,someday,3\n", "Line 2 of h.csv cannot be read"),
        ("h", "unique_id,ds\ntea,2026-01-01\n", "h.csv has no column y"),
        ("h", "unique_id,ds,y\n", "h.csv holds no series"),
        ("f", "unique_id,ds\ncoffee,2027-01-01\n", "f.csv holds no series"),
        ("h", "unique_id,ds,y\ntea,2026-01-01,x\n", "Line 2 of h.csv cannot be read"),
        ("e", "\x00\xff", "e.csv has no column"),
        ("h", "unique_id,ds,y\ntea,2026-01-01,3,5\n", "Line 2 of h.csv cannot be read"),
        ("h", "unique_id,ds,y\ntea,2026-01-01\n", "fewer or more cells"),
        ("h", "unique_id,ds,y\ntea,2026-01-01,1\ntea,2026-01-01,2\n", "tea has 2026-01-01 twice"),
        ("h", "unique_id,ds,y\ntea,2026-01-01,inf\n", "inf units are too many"),
        ("h", "unique_id,ds,y,y\ntea,2026-01-01,1,2\n", "h.csv has y twice"),
        ("h", "unique_id;ds;y\ntea;2026-01-01;1\n", "with commas between"),
        ("f", "unique_id,ds\ntea,2020-01-01\n", "f.csv begins on 2020-01-01, but the history"),
        ("h", "", "h.csv has no column unique_id, ds, y"),
    ],
)
def test_rubbish_is_refused_with_its_line(
    onhand: Run, files: Path, name: str, text: str, said: str
) -> None:
    (files / f"{name}.csv").write_text(text)
    code, words = onhand(*asked(files))
    assert code == 1
    assert said in words
    assert not (files / "p.csv").exists()


def test_more_than_memory_holds_is_refused_before_it_is_taken(onhand: Run, files: Path) -> None:
    days = [str(date(1000, 1, 1) + timedelta(n)) for n in range(5000)]
    rows = [[f"s{n}", days[n], 1] for n in range(5000)]
    write(files / "h.csv", ["unique_id", "ds", "y"], [[*row] for row in rows])
    write(files / "f.csv", ["unique_id", "ds"], [["s1", "2026-01-01"]])
    assert "5000 series over 5001 periods are more" in onhand(*asked(files))[1]


@pytest.mark.parametrize(("step", "rhythm"), [(1, "day"), (7, "week"), (30, "month")])
def test_the_rhythm_is_found_from_the_dates(
    onhand: Run, files: Path, step: int, rhythm: str
) -> None:
    """Days, weeks and months; their ends differ by some days, as those of months do."""
    days = [FIRST + timedelta(step * n + (n % 3 if step == 30 else 0)) for n in range(70)]
    sold = [["tea", day, 10 + n % 3] for n, day in enumerate(days)]
    write(files / "h.csv", ["unique_id", "ds", "y"], sold[:60])
    write(files / "f.csv", ["unique_id", "ds"], [row[:2] for row in sold[60:]])
    write(files / "s.csv", ["unique_id", "cover", "stock"], [["tea", 5, 55]])
    more = ["--stock", str(files / "s.csv"), "--depletion-out", str(files / "d.csv")]
    assert onhand(*asked(files, *more)) == (0, f"10 lines of 1 series, each {rhythm}.\n")
    rows, (depleted,) = told(files / "p.csv"), told(files / "d.csv")
    assert [row["ds"] for row in rows] == [str(day) for day in days[60:]]
    assert all(float(row["mean"]) == pytest.approx(11, rel=0.1) for row in rows)
    assert depleted["predicted_depletion_date"] == str(days[64])


def test_a_place_that_takes_no_file_is_said(onhand: Run, files: Path) -> None:
    words = [*asked(files)[:-1], str(files / "nowhere" / "p.csv")]
    assert "cannot be written: No such file" in onhand(*words)[1]


def test_stock_without_a_place_for_its_answer_is_wrong_usage(onhand: Run, files: Path) -> None:
    assert onhand(*asked(files, "--stock", str(files / "s.csv")))[0] == 2
