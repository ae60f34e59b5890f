"""A strict reader of Prometheus' text format 0.0.4, so that a slip is not forgiven."""

import math
import re
from dataclasses import dataclass, field

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_SAMPLE = re.compile(rf'({_NAME})(?:\{{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\}})? (\S+)')
_LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"')
_NUMBER = re.compile(r"[+-]?(\d+(\.\d+)?(e[+-]?\d+)?|Inf)|NaN")
_KINDS = {"counter", "gauge", "histogram"}
Labels = frozenset[tuple[str, str]]


@dataclass
class Family:
    """One metric: its type and its samples by suffix and labels."""

    name: str
    kind: str = ""
    samples: dict[tuple[str, Labels], float] = field(default_factory=dict)

    def value(self, suffix: str = "", **labels: str) -> float:
        return self.samples[suffix, frozenset(labels.items())]


def families(text: str) -> dict[str, Family]:
    """All metrics of an answer; AssertionError for what a server would refuse."""
    assert text.endswith("\n")
    found: dict[str, Family] = {}
    for line in text.splitlines():
        word = line.split(" ")
        if line.startswith("# HELP "):
            assert word[2] not in found, f"{word[2]} is explained twice"
            found[word[2]] = Family(word[2])
        elif line.startswith("# TYPE "):
            assert word[3] in _KINDS and not found[word[2]].samples
            found[word[2]].kind = word[3]
        else:
            _take(line, found)
    for family in found.values():
        _judge(family)
    return found


def _take(line: str, found: dict[str, Family]) -> None:
    whole = _SAMPLE.fullmatch(line)
    assert whole, line
    assert _NUMBER.fullmatch(whole[3]), line
    name, suffix = whole[1], ""
    family = list(found.values())[-1]
    if name != family.name:
        suffix = name.removeprefix(family.name)
        assert family.kind == "histogram" and suffix in ("_bucket", "_sum", "_count"), line
    labels = frozenset((key, _plain(value)) for key, value in _LABEL.findall(whole[2] or ""))
    assert (suffix, labels) not in family.samples, f"twice: {line}"
    family.samples[suffix, labels] = float(whole[3])


def _plain(value: str) -> str:
    return re.sub(r'\\(["\\n])', lambda mark: {"n": "\n"}.get(mark[1], mark[1]), value)


def _judge(family: Family) -> None:
    assert family.kind, f"{family.name} has no type"
    if family.kind == "counter":
        assert family.name.endswith("_total")
        assert all(value >= 0 for value in family.samples.values())
    if family.kind == "histogram":
        for (suffix, labels), count in family.samples.items():
            if suffix == "_count":
                _add_up(family, labels, count)


def _add_up(family: Family, labels: Labels, count: float) -> None:
    """Buckets rise with their bounds, and the last holds everything."""
    rows = []
    for (suffix, given), number in family.samples.items():
        bound = dict(given).get("le")
        if suffix == "_bucket" and bound is not None and given - {("le", bound)} == labels:
            rows.append((float(bound.replace("+Inf", "inf")), number))
    rows.sort()
    assert rows[-1] == (math.inf, count)
    assert [number for _, number in rows] == sorted(number for _, number in rows)
    assert ("_sum", labels) in family.samples
