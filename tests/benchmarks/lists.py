"""Lists: a million movements joined to their products, ours against Qt's QSqlQueryModel."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.shops import filled

ROOT = Path(__file__).parents[2]
# engine: the goals for scrollbar and memory, as shares of a model with all rows fetched
GOALS = {"sqlite": (1 / 5, 1 / 8), "postgres": (1 / 2, 1 / 5)}
FIRST = 1.5
STALL_MS = 50.0
JUMP_MS = 40.0
HUGE = 5_000_000
HUGE_STALL_MS = 150.0
LAZY, WHOLE = "QSqlQueryModel, lazy", "QSqlQueryModel, all rows"


def run(options: Options) -> Iterator[Figure]:
    """All figures, engine by engine; each measurement in a process of its own."""
    for engine in options.engines:
        with filled(engine, options) as url:
            ours = probe("ours", url, options.rounds)
            lazy = probe("lazy", url, options.rounds)
            whole = probe("whole", url, 1)
        scrollbar, memory = GOALS[engine]
        stall = HUGE_STALL_MS if options.movements > HUGE else STALL_MS
        yield Figure(f"{engine}: first rows", ours["first"], "ms", FIRST, lazy["first"], LAZY)
        yield Figure(
            f"{engine}: right scrollbar", ours["whole"], "ms", scrollbar, whole["whole"], WHOLE
        )
        yield Figure(f"{engine}: memory", ours["memory"], "MB", memory, whole["memory"], WHOLE)
        yield Figure(f"{engine}: longest stall", ours["stall"], "ms", stall)
        yield Figure(f"{engine}: jump, p95", ours["jump"], "ms", JUMP_MS)


def probe(way: str, url: str, rounds: int) -> dict[str, float]:
    """One way of showing the list, measured alone."""
    command = [sys.executable, "-m", "tests.benchmarks.list_probe", way, url, str(rounds)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
