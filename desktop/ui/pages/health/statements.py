"""What this window asked of the database: how often, how fast, what was refused, what was slow."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import accumulate

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.jobs.health.pulse import Pulse
from desktop.queries.vitals import explained
from desktop.ui.context import Context
from desktop.ui.dialogs.listing import ListingDialog
from desktop.ui.pages.health.frame import HealthCard
from desktop.ui.text import number, relative, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.scrolled import clear

THRESHOLDS_MS = (100, 250, 500, 1000, 2000, 5000)
SHOWN = 6
MOST = 0.99


class StatementsCard(HealthCard):
    """Counters since the start, and the slow ones with their plans on demand."""

    def __init__(self, context: Context, pulse: Pulse) -> None:
        super().__init__("timer", tr("Statements of this window"))
        self._context = context
        self._pulse = pulse
        self._values = KeyValue()
        self._threshold = Combo(_choices(context.settings.slow_ms), context.settings.slow_ms)
        self._threshold.setAccessibleName(tr("Slow from"))
        self._threshold.chosen.connect(self._on_threshold)
        self._slow = QVBoxLayout()
        self._slow.setSpacing(4)
        self._shown: tuple[object, ...] = ()
        row = QHBoxLayout()
        row.addWidget(Label(tr("Slow from"), "strong"), 1)
        row.addWidget(self._threshold)
        self.add(self._values)
        self.add(row)
        self.add(self._slow)
        self.body.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """The figures as they are now; nothing is asked of the database."""
        found = self._pulse.counters.counted()
        queries = found.queries
        errors = sum(found.errors.values())
        told = ", ".join(f"{code} {number(n)}" for code, n in sorted(found.errors.items()))
        self._values.set_rows(
            [
                (tr("Answered"), number(found.total)),
                (
                    tr("Read · written"),
                    f"{number(queries['select'])} · {number(_written(queries))}",
                ),
                (tr("99 of 100 within"), most_within(found.buckets, self._pulse.bounds)),
                (
                    tr("Connections opened · closed"),
                    f"{number(found.opened)} · {number(found.closed)}",
                ),
                (tr("Refused"), f"{number(errors)} ({told})" if errors else number(0)),
                (tr("Slow ones"), number(found.slow)),
            ]
        )
        self._show_slow()

    def _show_slow(self) -> None:
        slow = tuple(self._pulse.counters.slow()[:SHOWN])
        if slow == self._shown and self._slow.count():
            return
        self._shown = slow
        clear(self._slow)
        if not slow:
            self._slow.addWidget(Label(tr("None was slow so far."), "body", "secondary"))
        for each in slow:
            self._slow.addWidget(self._line(each.statement, each.seconds, each.values, each.at))

    def _line(self, statement: str, seconds: float, values: int, at: object) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        words = " ".join(statement.split())
        row.addWidget(ElideLabel(words, "small", "secondary"), 1)
        took = tr("{s} s", s=f"{seconds:.2f}")
        when = relative(at, self._context.clock.now(), self._context.shop.zone)  # type: ignore[arg-type]
        row.addWidget(Label(f"{took} · {when}", "small"))
        button = Button(tr("Plan"), "link", on_click=partial(self._on_plan, statement, values))
        button.setAccessibleName(tr("Plan of {words}", words=words[:60]))
        row.addWidget(button)
        return line

    def _on_plan(self, statement: str, values: int) -> None:
        title, waiting = tr("A slow statement"), tr("The database is asked for its plan…")
        words = tr("How the database goes about it. It is not run again; values are left out.")
        dialog = ListingDialog(self, title, words, f"{statement}\n\n{waiting}")
        dialog.open()

        def say(plan: str) -> None:
            dialog.say(f"{statement}\n\n{plan}")

        def failed(error: UserError) -> None:
            say(str(error))

        self._context.work.read(dialog, explained, statement, values, then=say, failed=failed)

    def _on_threshold(self, chosen: object) -> None:
        if isinstance(chosen, int):
            self._pulse.counters.slow_s = chosen / 1000
            self._context.save_settings(replace(self._context.settings, slow_ms=chosen))


def _choices(now: int) -> list[tuple[int, str]]:
    return [(ms, tr("{n} ms", n=number(ms))) for ms in sorted({*THRESHOLDS_MS, now})]


def _written(queries: Mapping[str, int]) -> int:
    return queries["insert"] + queries["update"] + queries["delete"]


def most_within(buckets: Mapping[str, tuple[int, ...]], bounds: tuple[float, ...]) -> str:
    """The bound below which 99 of 100 answers came; – before the first."""
    counts = [sum(column) for column in zip(*buckets.values(), strict=True)]
    total = sum(counts)
    if not total:
        return "–"
    reached = zip((*bounds, None), accumulate(counts), strict=True)
    bound = next(bound for bound, count in reached if count >= MOST * total)
    if bound is None:
        return tr("over {n} s", n=number(int(bounds[-1])))
    return tr("{n} ms", n=f"{bound * 1000:g}")
