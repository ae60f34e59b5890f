"""Last year with this policy: worked out in a process of its own, told in words, chart and rows."""

from PySide6.QtWidgets import QWidget

from desktop.domain.last_year import LastYear
from desktop.domain.progress import Progress
from desktop.ui import last_year_words as words
from desktop.ui.context import Context
from desktop.ui.job_cards import JobCard
from desktop.ui.jobs import Outcome, RunningJob
from desktop.ui.text import number, plural, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.fact_table import FactTable
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.row_table import RowTable

CHART, ROWS, MOST = 132, 150, 300
LEAST, EDGE = 68, 40


def live_again(context: Context) -> RunningJob:
    """The job that works it out; the one that is under way, where there is one."""
    running = context.jobs.of_kind("last_year")
    if running is not None:
        return running
    by, at, settings = context.actor(), context.clock.now(), context.settings

    def run(told: Progress) -> Outcome:
        from desktop.jobs.forecasting.worker import in_worker, last_year_of

        done = LastYear.from_json(in_worker(settings, last_year_of(by, at), told))
        return Outcome(done, plural("{n} product", "{n} products", len(done.rows)))

    return context.jobs.start("last_year", tr("Last year with this policy"), run)


class LastYearDialog(Dialog):
    """Shows a job, and what came of it when it is done. Closed, it goes on."""

    def __init__(self, parent: QWidget, context: Context, job: RunningJob) -> None:
        subtitle = tr("Your reorder points → this policy, over the same demand.")
        super().__init__(parent, tr("Last year with this policy"), subtitle, "history", width=900)
        self._context = context
        self.told: LastYear | None = None
        self._card = JobCard(job)
        self._card.button.setVisible(job.is_running)
        self.sentence = Label("", "subtitle", wrap=True)
        self._notes = Label("", "small", "muted", wrap=True)
        self.table = FactTable([tr(head) for head in words.HEADS])
        self.rows = RowTable(tr("Products, the greatest difference first"))
        self.rows.setFixedHeight(current_theme().px(ROWS))
        self.rows.opened.connect(self._on_opened)
        self.body.addWidget(self._card)
        self._parts = (self.sentence, self.table, self.rows, self._notes)
        for part in self._parts:
            self.body.addWidget(part)
            part.hide()
        self.add_button(Button(tr("Close"), "primary", on_click=self.accept))
        job.done.connect(self.show_year)
        if job.result is not None:
            self.show_year(job.result)

    def show_year(self, told: LastYear) -> None:
        """What came of it."""
        self.told = told
        shop = self._context.shop
        self._card.hide()
        self.sentence.setText(words.sentence(told))
        self._notes.setText(words.notes(told))
        self.table.show_rows(words.table(told))
        self._telling = words.telling(told)[:MOST]
        self.rows.show_rows(
            [tr(head) for head in words.GOODS], words.goods(self._telling, shop.decimals), (0, 1)
        )
        for part in self._parts:
            part.show()
        self.table.setVisible(bool(told.compared))
        self._draw(told)
        self.rows.setFocus()
        self._fit()
        self.place()

    def _fit(self) -> None:
        """With large letters the rows give way: the head and the foot stay in the window."""
        over = self.needed_height() - self._owner.window().height() + EDGE
        if over > 0:
            least = current_theme().px(LEAST)
            self.rows.setFixedHeight(max(least, self.rows.height() - over))

    def _draw(self, told: LastYear) -> None:
        """pyqtgraph is imported when there is something to draw."""
        from desktop.ui.charts.days import DaysChart, DaysCourse

        days = words.labels(told)
        course = DaysCourse(
            days, told.outs.policy, told.outs.points, (False,) * len(days),
            words.spoken(told, days), open_end=False,
        )  # fmt: skip
        chart = DaysChart(lambda value: number(round(value)))
        chart.setFixedHeight(current_theme().px(CHART))
        name = tr("Products without stock")
        chart.show_course(course, name, self.sentence.text())
        line = tr("Products without stock each day: this policy, and dashed the reorder points")
        self.body.insertWidget(3, Label(line, "small", "secondary"))
        self.body.insertWidget(4, chart)
        chart.show()  # counted in the height at once, not an event later

    def _on_opened(self, row: int) -> None:
        """The product behind a row."""
        self.accept()
        self._context.go("products", product=self._telling[row].product)
