"""All that is known of one job, in words."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.queries.jobs import KINDS, STATUSES, JobCard, job_card
from desktop.ui.context import Context
from desktop.ui.text import moment, number, seconds_taken, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import Label

MOST = 12  # facts of the job's own
LONGEST = 120
TONES = {"failed": "bad"}


class JobDialog(Dialog):
    """Read when it opens; Enter and Esc close it."""

    def __init__(self, parent: QWidget, context: Context, job: UUID) -> None:
        super().__init__(parent, tr("Job"), " ", "list-checks", width=560)
        self._context = context
        self._facts = KeyValue([(tr("Status"), "…")])
        self._said = Label("", "body", wrap=True)
        self._said.hide()
        self.body.addWidget(self._facts)
        self.body.addWidget(self._said)
        self._copy = self.add_button(Button(tr("Copy"), icon="copy", on_click=self._on_copy), True)
        self.add_button(Button(tr("Close"), "primary", on_click=self.accept))
        self._text = ""
        context.work.read(self, job_card, job, then=self._show, failed=self._on_failed)

    def _show(self, card: JobCard) -> None:
        rows = list(_facts(card, self._context.shop.zone))
        kind = _word(KINDS, card.kind)
        self.retitle(kind, card.title if card.title != kind else "")
        self._facts.set_rows(rows)
        self._say(card.error or card.message, "bad" if card.error else "secondary")
        lines = [kind, card.title, *(f"{what}: {value}" for what, value, *_ in rows)]
        self._text = "\n".join(filter(None, [*lines, card.error or card.message]))
        self.place()

    def _on_failed(self, error: UserError) -> None:
        self._facts.set_rows([])
        self._say(str(error), "bad")

    def _say(self, words: str, tone: str) -> None:
        self._said.set_tone(tone)
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)


def _facts(card: JobCard, zone: str) -> Iterator[tuple[str, ...]]:
    tone = (TONES[card.status],) if card.status in TONES else ()
    yield tr("Status"), _word(STATUSES, card.status), *tone
    if card.started_at is not None:
        yield tr("Begun"), moment(card.started_at, zone)
    if card.started_at is not None and card.finished_at is not None:
        yield tr("Ended"), moment(card.finished_at, zone)
        took = (card.finished_at - card.started_at).total_seconds()
        yield tr("It took"), seconds_taken(max(0.0, took))
    if card.total:
        yield tr("Done"), tr("{n} of {m}", n=number(card.done), m=number(card.total))
    yield tr("Who"), card.person or tr("nobody")
    yield tr("Computer"), card.computer or tr("not known")
    yield from list(_own(card.payload))[:MOST]


def _own(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the job noted of itself: names in words, numbers as numbers; no lists, no ids."""
    for name, value in payload.items():
        if isinstance(value, Mapping):
            yield from _own(value)
        elif name not in ("title", "command", "store") and isinstance(value, str | int):
            words = name.replace("_", " ").capitalize()
            is_count = isinstance(value, int) and not isinstance(value, bool)
            told = number(value) if is_count else str(value)  # type: ignore[arg-type]
            yield words, told[:LONGEST]


def _word(choices: tuple[Any, ...], value: str) -> str:
    return next((tr(choice.title) for choice in choices if choice.value == value), value)
