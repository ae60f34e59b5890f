"""What opens under a filter chip: choices, a piece of text, a range of numbers, a span of days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget, QWidgetAction

from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.shop import ShopInfo
from desktop.queries.columns import Choice, Facet, Filter
from desktop.ui.text import number, parse_quantity, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit

Apply = Callable[[tuple[Filter, ...]], object]
DECIMALS = 4
MANY = 3


class Days:
    """The shop's days as spans of time."""

    def __init__(self, shop: ShopInfo, clock: Clock) -> None:
        self.shop = shop
        self._clock = clock

    def today(self) -> date:
        return self.shop.day_of(self._clock.now())

    def begin(self, day: date) -> datetime:
        """The moment a day of the shop begins, in UTC."""
        return self.shop.begins(day)

    def span(
        self, facet: str, first: date, last: date, title: str, name: str = "", is_day: bool = False
    ) -> tuple[Filter, ...]:
        """Filters for all days from first to last; ``is_day`` where there is no clock."""
        after = last + timedelta(days=1)
        since, until = (first, after) if is_day else (self.begin(first), self.begin(after))
        return (
            Filter(facet, "from", since, title, name),
            Filter(facet, "until", until, title, name),
        )

    def named(self) -> dict[str, tuple[str, date, date]]:
        """Spans that have a name: its words, first and last day as of today."""
        today = self.today()
        return {
            "today": (tr("today"), today, today),
            "yesterday": (tr("yesterday"), today - timedelta(1), today - timedelta(1)),
            "last_7": (tr("last 7 days"), today - timedelta(days=6), today),
            "last_30": (tr("last 30 days"), today - timedelta(days=29), today),
            "this_year": (tr("this year"), today.replace(month=1, day=1), today),
        }

    def fresh(self, filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
        """The same filters; days that have a name are those of today."""
        named = self.named()
        return tuple(
            self._renewed(each, *named[each.span]) if each.span in named else each
            for each in filters
        )

    def _renewed(self, old: Filter, words: str, first: date, last: date) -> Filter:
        is_day = type(old.value) is date
        found = self.span(old.facet, first, last, words, old.span, is_day)
        return next(each for each in found if each.op == old.op)


def chosen_title(facet: Facet, filters: tuple[Filter, ...], most: int = MANY) -> str:
    """What a chip says of a facet that is filtered by: ``Status: Active``; ``most`` by name."""
    if facet.kind == "flag":
        return tr(facet.title) if filters[0].value else tr("not {what}", what=tr(facet.title))
    titles = [chosen.title for chosen in filters if chosen.title]
    known = {choice.value: tr(choice.title) for choice in facet.choices}
    values = [known[value] for chosen in filters for value in _values(chosen) if value in known]
    words = titles[0] if titles else _listed(values, most)
    return f"{tr(facet.title)}: {words}" if words else tr(facet.title)


class StayingMenu(QMenu):
    """Stays open while checks are set by mouse, so that several can be."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


def choice_menu(
    menu: QMenu, facet: Facet, choices: list[Choice], now: tuple[Filter, ...], apply: Apply
) -> None:
    """One check for each choice; several may be on."""
    before = {value for chosen in now for value in _values(chosen)}
    checks: list[tuple[QAction, Choice]] = []

    def toggled() -> None:
        apply(_one_of(facet, [choice for action, choice in checks if action.isChecked()]))

    for choice in choices:
        action = menu.addAction(tr(choice.title))
        action.setCheckable(True)
        action.setChecked(choice.value in before)
        action.triggered.connect(toggled)
        checks.append((action, choice))
    if not choices:
        menu.addAction(tr("Nothing to choose from")).setEnabled(False)


def text_menu(menu: QMenu, facet: Facet, apply: Apply) -> None:
    """A line for a piece of text; Enter filters."""
    line = LineEdit(placeholder=tr("contains …"))

    def done() -> None:
        typed = line.text().strip()
        menu.close()
        apply((Filter(facet.key, "has", typed, f"“{typed}”"),) if typed else ())

    line.returnPressed.connect(done)
    _put(menu, [Field(tr(facet.title), line)], line)


def number_menu(menu: QMenu, facet: Facet, apply: Apply) -> None:
    """At least, and below; either may be left out."""
    least, below = LineEdit(), LineEdit()
    fields = [Field(tr("At least"), least), Field(tr("Below"), below)]

    def done() -> None:
        found: list[Filter] = []
        for field, line, op in ((fields[0], least, "from"), (fields[1], below, "until")):
            try:
                value = _typed(line.text())
            except UserError as error:
                field.set_error(error.message)
                return
            if value is not None:
                sign = "≥" if op == "from" else "<"
                found.append(Filter(facet.key, op, value, f"{sign} {number(value)}"))  # type: ignore[arg-type]
        menu.close()
        apply(_titled(found))

    for line in (least, below):
        line.returnPressed.connect(done)
    _put(menu, [*fields, Button(tr("Apply"), "primary", on_click=done)], least)


def date_menu(menu: QMenu, facet: Facet, days: Days, apply: Apply) -> None:
    """Spans with a name, and a first and a last day."""
    is_day = facet.kind == "day"
    for name, (words, first, last) in days.named().items():
        action = menu.addAction(words)
        span = days.span(facet.key, first, last, words, name, is_day)
        action.triggered.connect(lambda _on=False, span=span: apply(span))
    menu.addSeparator()
    edits = [DateEdit(_qdate(days.today())) for _ in range(2)]

    def done() -> None:
        first, last = (_date(edit.date()) for edit in edits)
        menu.close()
        words = f"{edits[0].text()} – {edits[1].text()}"
        span = (min(first, last), max(first, last), words)
        apply(days.span(facet.key, *span, is_day=is_day))

    fields = [Field(tr("From"), edits[0]), Field(tr("To"), edits[1])]
    _put(menu, [*fields, Button(tr("Apply"), "primary", on_click=done)], edits[0])


def _put(menu: QMenu, parts: list[QWidget], focus: QWidget) -> None:
    panel = QWidget()
    column = QVBoxLayout(panel)
    column.setContentsMargins(8, 8, 8, 8)
    column.setSpacing(8)
    fields = QHBoxLayout()
    for part in parts:
        fields.addWidget(part) if isinstance(part, Field) else column.addWidget(part)
    column.insertLayout(0, fields)
    action = QWidgetAction(menu)
    action.setDefaultWidget(panel)
    menu.addAction(action)
    menu.aboutToShow.connect(focus.setFocus)


def _one_of(facet: Facet, wanted: list[Choice]) -> tuple[Filter, ...]:
    if not wanted:
        return ()
    title = _listed([tr(choice.title) for choice in wanted])
    return (Filter(facet.key, "in", tuple(choice.value for choice in wanted), title),)


def _listed(words: list[str], most: int = MANY) -> str:
    """The first few of some words, and how many more there are."""
    rest = len(words) - most
    return ", ".join(words[:most]) + (f" +{rest}" if rest > 0 else "")


def _values(chosen: Filter) -> tuple[Any, ...]:
    return chosen.value if chosen.op == "in" else (chosen.value,)


def _typed(text: str) -> Decimal | None:
    return parse_quantity(text, DECIMALS) if text.strip() else None


def _titled(found: list[Filter]) -> tuple[Filter, ...]:
    title = " · ".join(chosen.title for chosen in found)
    return tuple(Filter(c.facet, c.op, c.value, title) for c in found)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
