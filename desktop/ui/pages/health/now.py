"""How the database answers now: in time or not, and what its connections do."""

from desktop.jobs.health.pulse import Health, PoolFigures, Pulse
from desktop.ui.context import Context
from desktop.ui.pages.health.frame import HealthCard
from desktop.ui.text import number, tr
from desktop.ui.watch.health import HealthWatch
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import Label


class NowCard(HealthCard):
    """Asks when it is told to; a hung server is told after a second and judged before three."""

    def __init__(self, context: Context, pulse: Pulse) -> None:
        super().__init__("zap", tr("Now"))
        self.watch = HealthWatch(pulse, self)
        self.watch.told.connect(self._on_told)
        self.watch.waiting.connect(self._on_waiting)
        self._values = KeyValue()
        self._said = Label("", "small", "secondary", wrap=True)
        self._said.hide()
        self.add(self._values)
        self.add(self._said)
        self.body.addStretch(1)
        self._show_rows(None)

    def _on_waiting(self) -> None:
        self.pill.set(tr("Asking…"), "warn", "timer")
        self._say(tr("It has not answered for a second. It is given two more."))

    def _on_told(self, found: Health) -> None:
        looks = {
            "healthy": (tr("Healthy"), "ok", "check"),
            "busy": (tr("Busy"), "warn", "triangle-alert"),
            "unhealthy": (tr("No answer"), "bad", "circle-alert"),
        }
        self.pill.set(*looks[found.status])
        self._say(f"{found.message} {found.hint}".strip())
        self._show_rows(found)

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _show_rows(self, found: Health | None) -> None:
        answer = found.response_ms if found else None
        pool = _pool(found.pool) if found else ("–",) * 5
        names = (
            tr("Connections in use"),
            tr("Waiting to be used"),
            tr("Kept · at most"),
            tr("Beyond those kept"),
            tr("Broken since the start"),
        )
        took = "–" if answer is None else tr("{n} ms", n=number(round(answer)))
        self._values.set_rows([(tr("Answers in"), took), *zip(names, pool, strict=True)])


def _pool(pool: PoolFigures) -> tuple[str, ...]:
    return (
        number(pool.checked_out),
        number(pool.checked_in),
        f"{number(pool.size)} · {number(pool.most)}",
        number(pool.overflow),
        number(pool.invalid),
    )
