"""Reads feeds as jobs: one that a person asks for, and by itself those whose time has come."""

from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from desktop.domain.errors import UserError
from desktop.domain.permissions import GRANTS, Permission, Role
from desktop.domain.progress import Progress
from desktop.queries.feeds import due_feeds
from desktop.ui.context import Context
from desktop.ui.jobs import Outcome, RunningJob
from desktop.ui.text import tr

FIRST_MS, EVERY_MS = 90_000, 300_000


def read_feed(
    context: Context, feed: UUID, name: str, policy: str = "", is_asked: bool = True
) -> RunningJob | None:
    """A job whose end is told in a notice, where somebody asked for it or it failed."""
    from desktop.jobs.importing import Desk
    from desktop.jobs.importing.aside import taken_in_aside
    from desktop.jobs.importing.feeding import run_feed
    from desktop.jobs.importing.taking_in import FeedRun

    if context.pulse is None:
        return None
    desk = Desk(context.pulse.database, context.actor(), context.clock, context.ids)

    def run(told: Progress) -> Outcome:
        done = run_feed(desk, feed, told, policy, taken_in_aside)
        return Outcome(done, done.message)

    def tell(done: FeedRun) -> None:
        if not done.is_well:
            waits = done.status == "waiting"
            ways = ("warn", tr("Decide")) if waits else ("bad", tr("Look"))
            context.notify(f"{name}: {done.message}", *ways, lambda: _look(context, done.id))
        elif is_asked:
            context.notify(f"{name}: {done.message}", "ok" if done.status == "done" else "info")

    job = context.jobs.start("feed", tr("Feed {name}", name=name), run)
    job.done.connect(tell)
    if is_asked:
        job.failed.connect(lambda error: context.notify(str(error), "bad"))
    return job


def _look(context: Context, run: UUID) -> None:
    context.go("feeds", run=run)


class Feeder(QObject):
    """One for each window: looks now and then which feeds are due. Nothing is fetched besides."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        QTimer.singleShot(FIRST_MS, self, self.look)

    def look(self) -> None:
        """Not while another job runs, and not for somebody who may not import."""
        context = self._context
        may = context.role in GRANTS and Permission.IMPORT in GRANTS[Role(context.role)]
        if may and not context.jobs.running and not context.work.reach.is_read_only:
            now = context.clock.now()
            context.work.read(self, due_feeds, now, then=self._on_due, failed=_leave)

    def _on_due(self, found: list[tuple[UUID, str]]) -> None:
        for feed, name in found:
            read_feed(self._context, feed, name, is_asked=False)


def _leave(_: UserError) -> None:
    """The data is not there: at the next look it may be."""
