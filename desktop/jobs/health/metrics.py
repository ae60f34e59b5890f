"""The counters as Prometheus text, and the file through which the window tells a command its own.

No port is opened: the window writes its figures into the data directory every few seconds, and
``db metrics`` reads them there.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from desktop.db.counters import BUCKETS_S
from desktop.domain.clock import iso
from desktop.jobs.health.pulse import Pulse, pool_figures

FILE = "metrics.json"
EVERY_S = 15
FRESH = timedelta(seconds=4 * EVERY_S)


@dataclass(frozen=True)
class Metrics:
    """One program's figures at one moment; ``source`` is window or command."""

    source: str
    at: str
    since: str
    pid: int
    pool: Mapping[str, int]
    queries: Mapping[str, int]
    buckets: Mapping[str, list[int]]
    seconds: Mapping[str, float]
    opened: int
    closed: int
    invalidated: int
    errors: Mapping[str, int]
    slow: int


def metrics_of(pulse: Pulse, source: str, now: datetime) -> Metrics:
    """What this program counted so far; nothing is asked of the database."""
    counted = pulse.counters.counted()
    return Metrics(
        source=source,
        at=iso(now),
        since=iso(counted.since),
        pid=os.getpid(),
        pool=asdict(pool_figures(pulse.database)),
        queries=counted.queries,
        buckets={kind: list(counts) for kind, counts in counted.buckets.items()},
        seconds=dict(counted.seconds),
        opened=counted.opened,
        closed=counted.closed,
        invalidated=counted.invalidated,
        errors=dict(counted.errors),
        slow=counted.slow,
    )


def write(data_dir: Path, metrics: Metrics) -> None:
    """Whole or not at all; a full disk costs only these figures."""
    part = data_dir / f"{FILE}.part"
    try:
        part.write_text(json.dumps(asdict(metrics)), "utf-8")
        part.replace(data_dir / FILE)
    except OSError:
        part.unlink(missing_ok=True)


def forget(data_dir: Path) -> None:
    """The window closes: its figures end with it."""
    (data_dir / FILE).unlink(missing_ok=True)


def of_window(data_dir: Path, now: datetime) -> Metrics | None:
    """What an open window wrote within the last minute; None without one."""
    try:
        found = Metrics(**json.loads((data_dir / FILE).read_text("utf-8")))
        is_fresh = abs(now - datetime.fromisoformat(found.at)) <= FRESH
    except (OSError, ValueError, TypeError):
        return None
    return found if is_fresh else None


def exposition(found: Metrics, health: Mapping[str, Any], size: int | None) -> str:
    """Prometheus' text format 0.0.4."""
    lines: list[str] = []

    def family(name: str, kind: str, words: str, samples: Iterable[tuple[str, float]]) -> None:
        lines.append(f"# HELP onhand_{name} {words}")
        lines.append(f"# TYPE onhand_{name} {kind}")
        lines.extend(f"onhand_{name}{labels} {_number(value)}" for labels, value in samples)

    def alone(name: str, kind: str, words: str, value: float) -> None:
        family(name, kind, words, [("", value)])

    source = _labels(source=found.source, pid=str(found.pid))
    family("source_info", "gauge", "Whose figures these are.", [(source, 1)])
    started = datetime.fromisoformat(found.since).timestamp()
    alone("counted_since_seconds", "gauge", "When counting began, Unix time.", started)
    alone("up", "gauge", "1 when the database answers.", int(health["connection_test"]))
    if health["response_ms"] is not None:
        words = "Connect, SELECT 1 and a count."
        alone("response_seconds", "gauge", words, health["response_ms"] / 1000)
    if size is not None:
        alone("database_size_bytes", "gauge", "Size of the database.", size)
    counts = [(_labels(kind=kind), number) for kind, number in sorted(found.queries.items())]
    family("queries_total", "counter", "Statements answered.", counts)
    lines += _histogram(found)
    for name in ("opened", "closed", "invalidated"):
        words = f"Connections {name}."
        alone(f"connections_{name}_total", "counter", words, getattr(found, name))
    states = [(_labels(state=key), number) for key, number in sorted(found.pool.items())]
    family("pool_connections", "gauge", "Connections of the pool.", states)
    errors = [(_labels(code=code), number) for code, number in sorted(found.errors.items())]
    family("errors_total", "counter", "What the database refused, by code.", errors)
    alone("slow_statements_total", "counter", "Statements over the threshold.", found.slow)
    return "\n".join(lines) + "\n"


def _histogram(found: Metrics) -> list[str]:
    name = "onhand_query_duration_seconds"
    lines = [f"# HELP {name} Time until a statement was answered.", f"# TYPE {name} histogram"]
    bounds = [*(f"{bound:g}" for bound in BUCKETS_S), "+Inf"]
    for kind, counts in sorted(found.buckets.items()):
        for bound, number in zip(bounds, accumulate(counts), strict=True):
            lines.append(f"{name}_bucket{_labels(kind=kind, le=bound)} {number}")
        lines.append(f"{name}_sum{_labels(kind=kind)} {found.seconds[kind]:.6f}")
        lines.append(f"{name}_count{_labels(kind=kind)} {sum(counts)}")
    return lines


def _labels(**given: str) -> str:
    """As {name="value"}, with what the format asks to be escaped."""
    escaped = {
        name: value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        for name, value in given.items()
    }
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped.items()) + "}"


def _number(value: float) -> str:
    """All digits; counters grow past six of them."""
    return str(value) if isinstance(value, int) else repr(float(value))
