"""What is typed and scanned into the line: codes, names, ``5 *``, numbers of a count, answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.barcode import parse_entry, unclear_quantity
from desktop.domain.errors import UserError
from desktop.domain.measure import Part, is_amount, parse_amount
from desktop.ui.pages.scan.questions import Questions
from desktop.ui.pages.scan.scans import Scans
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import TIMES, parse_quantity, quantity, tr
from desktop.ui.widgets.scan_field import ScanField

NUMBER = re.compile(r"[0-9]{1,7}([.,][0-9]{1,3})?")
NAME_MS = 100


@dataclass(frozen=True)
class Said:
    """How many of the next item, as typed before its ``*``."""

    quantity: Decimal | None = None
    parts: tuple[Part, ...] = ()
    words: str = ""


class Entry(QObject):
    """``key`` is a lone key that answered nothing here; it is still in the line then.

    ``is_ticket`` takes the number of a ticket: what comes after it is a return, and no scan.
    """

    key = Signal(str)

    def __init__(
        self,
        field: ScanField,
        till: Till,
        scans: Scans,
        questions: Questions,
        is_ticket: Callable[[str], bool],
    ) -> None:
        super().__init__(field)
        self._field = field
        self._till = till
        self._scans = scans
        self._questions = questions
        self._is_ticket = is_ticket
        self._said: Said | None = None
        self._name = QTimer(self)
        self._name.setSingleShot(True)
        self._name.setInterval(NAME_MS)
        self._name.timeout.connect(self._on_name_begun)
        field.entered.connect(self._on_entered)
        field.edited.connect(self._on_edited)

    def scanned(self, code: str) -> None:
        """A scan ends a number that was typed, takes a ``5 *`` along, and skips any question."""
        typed = self._field.take()
        if not self._questions.lots.takes(code):
            self._questions.drop()
        unclear = unclear_quantity(typed)
        if unclear is not None:
            self._till.refused(unclear)
            return
        if not self._count(typed) and self._keep_quantity(typed).isdecimal():
            words = tr("“{n}” was not used. Type {n}* before a scan for a quantity.", n=typed)
            self._till.context.notify(words, "warn")
        self._scan(code, is_typed=False)
        self.prompt()

    def heard_key(self, key: str) -> None:
        """A single key and silence after it: an answer, when there is a question."""
        if not self._field.isVisible() or self._field.text() not in (key, ""):
            return
        if self._questions.answer(key):
            self._field.take()
        elif not self._questions.is_which:  # else it begins what is typed to narrow them
            self.key.emit(key)

    def end_number(self) -> None:
        """What follows is no part of the count: a number still in the line is booked now."""
        self._count(self._field.take())
        self._said = None
        self._scans.end_number()

    def leave(self) -> None:
        """Something else is done: a typed number is booked, a question of no interest."""
        self.end_number()
        self._questions.drop()

    def leaving(self, run: Callable[[], object]) -> Callable[[], None]:
        """``run`` after that."""

        def call() -> None:
            self.leave()
            run()

        return call

    def clear(self) -> bool:
        """Empties the line; whether there was anything."""
        had_text = bool(self._field.take()) or self._said is not None
        self._questions.narrow("")
        self._said = None
        return had_text

    def prompt(self, otherwise: str = "") -> None:
        """Says in the line what it waits for."""
        words = otherwise or tr("Ready. Scan, or type a code, name or 5* for five")
        if self._till.is_held:
            words = tr("Enter tries again. What you scan now waits in order")
        elif self._questions.is_unknown:
            words = tr("Press 1, 2 or 3, type its name, or just scan the next item")
        elif self._questions.is_family:
            words = tr("Type its size or colour and Enter, or scan it")
        elif self._questions.is_which:
            words = tr("Arrows and Enter choose, or scan the next item")
        elif self._questions.is_expired:
            words = tr("Press 1 or 2, or just scan the next item")
        elif self._said is not None:
            words = tr("{n} {times} – scan the item", n=self._said.words, times=TIMES)
        elif self._scans.awaits_number:
            words = tr("Type how many are there, then scan the next item")
        self._field.set_placeholder(words)

    def _on_entered(self, text: str) -> None:
        self._name.stop()
        if self._questions.pick(text) or self._count(text):
            return
        self._questions.drop()
        code = self._keep_quantity(text)
        if code:
            self._scan(code, is_typed=True)
        self.prompt()

    def _scan(self, code: str, is_typed: bool) -> None:
        said, self._said = self._said or Said(), None
        if self._is_ticket(code):
            return
        self._scans.scan(code, said.quantity, said.parts, is_typed)

    def _keep_quantity(self, text: str) -> str:
        """Takes the ``5 *`` of a line; returns its code, "" where it is still to come."""
        entry = parse_entry(text)
        if entry.quantity is not None:
            self._said = Said(entry.quantity, words=quantity(entry.quantity))
        elif entry.parts:
            self._said = Said(None, entry.parts, text.partition("*")[0].strip())
        return entry.code

    def _count(self, text: str) -> bool:
        """Books a number typed after a scan in Count; whether it was one."""
        if not self._scans.awaits_number:
            return False
        if not NUMBER.fullmatch(text.strip()):
            return self._count_in_units(text)
        try:
            self._scans.count_last(parse_quantity(text, 3))
        except UserError as error:
            self._till.refused(error)
        return True

    def _count_in_units(self, text: str) -> bool:
        """``3 cases + 4`` or ``2 kg``; whether it was one."""
        has_words = any(character.isalpha() for character in text)
        parts = parse_amount(text) if has_words and is_amount(text) else None
        if parts:
            self._scans.count_last(None, parts)
        return bool(parts)

    def _on_edited(self, text: str) -> None:
        self._questions.narrow(text)
        if self._questions.is_unknown and any(c.isalpha() for c in text):
            self._name.start()

    def _on_name_begun(self) -> None:
        """Letters typed at an unknown code begin the name of a new product."""
        is_open = self._questions.is_unknown and not self._questions.has_dialog
        if is_open and self._field.text():
            self._questions.create(self._field.take())
