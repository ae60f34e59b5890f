"""Start: processes of their own, CPU time to the first painted window and the first real rows."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.stage import make_shop


def run(options: Options) -> list[Figure]:
    """The median of several starts, ours and a bare Qt window in turn."""
    bare, painted, rows = [], [], []
    with tempfile.TemporaryDirectory() as place:
        make_shop(Path(place), products=300, movements=3000).database.close()
        _probe("ours", place)  # writes the byte code
        for _ in range(max(options.rounds, 5)):
            bare.append(_probe("bare")[1])
            found = _probe("ours", place)
            painted.append(found[1])
            rows.append(found[3])
    peer = statistics.median(bare) * 1000
    return [
        Figure(
            "first painted window, CPU",
            statistics.median(painted) * 1000,
            "ms",
            1.3,
            peer,
            "bare Qt window",
        ),
        Figure(
            "first real rows, CPU",
            statistics.median(rows) * 1000,
            "ms",
            4.5,
            peer,
            "bare Qt window",
        ),
    ]


def _probe(*words: str) -> list[float]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.probe_start", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return [float(part) for part in done.stdout.split()]
