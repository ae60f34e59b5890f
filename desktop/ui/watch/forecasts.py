"""Keeps forecasts fresh by itself: a run each day, and a look whenever stock has moved.

A run computes in a process of its own: over all goods once a day and when the calendar is another,
over some whose days behind were booked anew, with the habits of the last run. A look reads kept
distributions again, in a thread: about a millisecond for each product that moved.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from desktop.commands.depletion_alerts import ReviewDepletion, review_depletion
from desktop.commands.forecasts import LookAgain, look_again
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.domain.shop import ShopInfo
from desktop.jobs.forecasting.turns import Asked, forecast
from desktop.queries.outdated import OutdatedForecasts, outdated_forecasts
from desktop.ui.context import Context
from desktop.ui.jobs import Outcome, RunningJob
from desktop.ui.text import plural, tr

FIRST_MS = 90_000
EVERY_MS = 300_000
LOOK_MS = 5_000  # from the first movement to the look at it, and between two looks
REFIT_MS = 120_000  # from a movement to the look whether the days behind are others
MOVING = frozenset(("stock_level", "document", "*"))
REFITTING = MOVING | {"product"}
SUPPLYING = frozenset(("vendor", "vendor_price", "setting", "*"))  # when goods can be here


def forecast_now(context: Context, is_patient: bool = True) -> RunningJob:
    """The job of a run over all products; the one that is under way, where there is one."""
    under_way = (each for each in context.jobs.running if each.kind == "forecast")
    running = next((each for each in under_way if "products" not in each.payload), None)
    if running is not None:
        return running
    asked = Asked(context.actor(), context.clock.now(), is_patient=is_patient)
    return _start(context, tr("Forecast of all products"), asked)


def _start(context: Context, title: str, asked: Asked, **payload: Any) -> RunningJob:
    settings, read, ids = context.settings, context.work.patient, context.ids

    def run(told: Progress) -> Outcome:
        done = forecast(settings, read, ids, asked, told)
        words = plural("{n} product", "{n} products", int(done["products"]))
        return Outcome(done, words, {"totals": done["totals"]})

    return context.jobs.start("forecast", title, run, **payload)


class Forecaster(QObject):
    """One for each window."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._tried: tuple[date, str] | None = None
        self._is_looking = self._is_supplied_anew = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.check)
        self._timer.start()
        QTimer.singleShot(FIRST_MS, self, self.check)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(LOOK_MS)
        self._waiting.timeout.connect(self.look)
        self._refitting = QTimer(self)
        self._refitting.setSingleShot(True)
        self._refitting.setInterval(REFIT_MS)
        self._refitting.timeout.connect(self.check)
        context.work.changed.connect(self._on_changed)

    def check(self) -> None:
        """Begins the run of the day where nobody has made it, or one of what is outdated."""
        context = self._context
        if not context.jobs.running:
            told = (context.shop, context.clock.now())
            context.work.read(
                self, outdated_forecasts, *told, then=self._on_outdated, failed=_leave
            )

    def _on_outdated(self, found: OutdatedForecasts | None) -> None:
        """Once from this window: what failed or was stopped is not begun again and again."""
        if found is None:
            return
        context, now = self._context, self._context.clock.now()
        before, self._tried = self._tried, (context.shop.day_of(now), found.mark)
        if before == self._tried:
            return
        if found.products is None:
            forecast_now(context, is_patient=False)
            return
        asked = Asked(context.actor(), now, list(found.products), is_patient=False)
        _start(context, tr("Forecast of what changed"), asked, products=len(found.products))

    def _on_changed(self, tables: frozenset[str]) -> None:
        self._is_supplied_anew |= bool(tables & SUPPLYING)
        if tables & (MOVING | SUPPLYING) and not self._waiting.isActive():
            self._waiting.start()
        if tables & REFITTING and not self._refitting.isActive():
            self._refitting.start()

    def look(self) -> None:
        """Tells the forecasts of what moved for the stock of now."""
        if self._is_looking:
            self._waiting.start()
            return
        self._is_looking = True
        context = self._context
        told = (context.shop, context.clock.now(), self._is_supplied_anew)
        self._is_supplied_anew = False
        context.work.read(self, _looked, *told, then=self._on_looked, failed=self._on_failed)

    def _on_looked(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        if not rows:
            self._is_looking = False
            return
        products = tuple(row[-1] for row in rows)
        command = LookAgain(*self._context.signed(), tuple(row[:-1] for row in rows))
        kept = partial(self._on_kept, products)
        self._context.work.write(self, look_again, command, then=kept, failed=self._on_failed)

    def _on_kept(self, products: tuple[UUID, ...], _: int) -> None:
        context = self._context
        told = (context.shop, context.clock.now(), products)
        found = partial(self._on_due, products)
        context.work.read(self, _due, *told, then=found, failed=self._on_failed)

    def _on_due(self, products: tuple[UUID, ...], due: tuple[Any, ...]) -> None:
        command = ReviewDepletion(*self._context.signed(), self._context.shop.store, due, products)
        self._context.work.write(
            self, review_depletion, command, then=self._on_done, failed=self._on_failed
        )

    def _on_done(self, _: object) -> None:
        self._is_looking = False

    def _on_failed(self, _: UserError) -> None:
        """The data is not there: the next movement brings the next look."""
        self._is_looking = False


def _looked(
    session: Any, shop: ShopInfo, now: datetime, is_supplied_anew: bool
) -> tuple[tuple[Any, ...], ...]:
    """What ``LookAgain`` takes, each with its product; imports NumPy, in the reading thread."""
    from desktop.jobs.forecasting.looking import changed

    found = changed(session, shop, now, is_supplied_anew)
    return tuple((*each.row(), each.product) for each in found)


def _due(session: Any, shop: ShopInfo, now: datetime, products: Sequence[UUID]) -> tuple[Any, ...]:
    from desktop.jobs.forecasting.warning import due

    return due(session, shop, now, products)


def _leave(_: UserError) -> None:
    """The data is not there: at the next look it may be."""
