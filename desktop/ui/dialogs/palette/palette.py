"""The palette's mind: what is asked, the newest answer, what was picked in this session."""

from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.queries.palette import (
    Answer,
    Catalogue,
    ProductHit,
    catalogue,
    look_for,
)
from desktop.queries.product import Found, found_products
from desktop.ui.context import Context
from desktop.ui.dialogs.palette.deeds import deed_in
from desktop.ui.dialogs.palette.dialog import PaletteDialog
from desktop.ui.dialogs.palette.entries import Entries, Entry, nothing_called, recently
from desktop.ui.offers import Offer, Offers

RECENT = 6
OWN = frozenset({"product", "barcode", "vendor", "*"})
SHOWN = OWN | {"stock_level", "document"}


class Palette(QObject):
    """One per window; the names it looks through are read when it is made, and kept."""

    def __init__(self, window: QWidget, context: Context, offers: Offers) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._all_offers = offers
        self._offers: list[Offer] = []
        self._entries = Entries(context.go)
        self._names: Catalogue | None = None
        self._is_stale = True
        self._is_reading = False
        self._recent: dict[str, Entry] = {}
        self._dialog: PaletteDialog | None = None
        self._asked: str | None = None
        self._is_asking = False
        self._is_agreed = False
        context.work.changed.connect(self._on_changed)
        self._read_names()

    def open(self, page: str) -> None:
        """Opens it over a page."""
        if self._dialog is not None:
            return
        self._offers = self._all_offers.all(page)
        dialog = PaletteDialog(self._window)
        dialog.show_pictures(self._context.pictures)
        self._dialog, self._asked = dialog, None
        self._is_asking = self._is_agreed = False
        dialog.asked.connect(self._on_edited)
        dialog.agreed.connect(self._on_agreed)
        dialog.picked.connect(self._on_picked)
        dialog.finished.connect(lambda _result: self._on_closed(dialog))
        self._read_names()
        self._ask()
        dialog.open()

    # -- names

    def _read_names(self) -> None:
        """In the background; until they are there, the database is asked."""
        if not self._is_stale or self._is_reading:
            return
        self._is_stale, self._is_reading = False, True
        self._context.work.read(self, catalogue, then=self._on_names, failed=self._on_no_names)

    def _on_names(self, names: Catalogue) -> None:
        self._names, self._is_reading = names, False
        if self._dialog is not None:
            self._ask_again()
            self._read_names()

    def _on_no_names(self, _error: UserError) -> None:
        """The status bar says it; read again when it is opened again."""
        self._is_stale, self._is_reading = True, False

    def _on_changed(self, tables: frozenset[str]) -> None:
        self._is_stale = self._is_stale or bool(tables & OWN)
        if self._dialog is None:
            return
        self._read_names()
        if tables & SHOWN and not self._is_reading:
            self._ask_again()

    # -- questions

    def _on_edited(self) -> None:
        self._is_agreed = False
        self._ask()

    def _ask_again(self) -> None:
        if not self._is_asking:
            self._ask(keeps=True)

    def _ask(self, keeps: bool = False) -> None:
        """One question at a time; what was typed meanwhile is asked next."""
        if self._is_asking or self._dialog is None:
            return
        dialog, text = self._dialog, self._dialog.text
        self._asked = text
        if text.lstrip().startswith(">"):
            commands = self._entries.commands(self._offers, text.lstrip())
            self._show(commands or [nothing_called(text.strip())], keeps)
            return
        recent = [UUID(key[9:]) for key in self._recent if key.startswith("product: ")]
        store = self._context.shop.store
        work = self._context.work

        def failed(_error: UserError) -> None:
            self._answered(text, Answer(), keeps)

        if text.strip():
            self._is_asking = True
            work.read(
                dialog, look_for, self._names, text, store, recent, deed_in(text)[1],
                then=lambda answer: self._answered(text, answer, keeps), failed=failed,
            )  # fmt: skip
        elif recent:
            self._is_asking = True
            work.read(
                dialog, found_products, recent, store,
                then=lambda found: self._show_recent(found, keeps),
                failed=lambda _error: self._show_recent([], keeps),
            )  # fmt: skip
        else:
            self._show_recent([], keeps)

    def _answered(self, text: str, answer: Answer, keeps: bool) -> None:
        self._is_asking = False
        if self._is_outdated():
            return
        entries = self._entries.of_answer(answer, self._offers, text)
        if not entries:
            entries = [nothing_called(text.strip())]
        self._show(entries, keeps)

    def _show_recent(self, found: list[Found], keeps: bool) -> None:
        """Nothing is typed: what was picked before, newest first, then all that can be done."""
        self._is_asking = False
        if self._is_outdated():
            return
        now = {entry.key: entry for entry in self._entries.commands(self._offers, "")}
        now |= {e.key: e for e in (self._entries.product(ProductHit(each)) for each in found)}
        kept = [
            now.get(key, entry)
            for key, entry in reversed(self._recent.items())
            if key in now or not key.startswith("product: ")
        ]
        commands = self._entries.commands(self._offers, "")
        self._show([*map(recently, kept), *commands], keeps)

    def _is_outdated(self) -> bool:
        """An answer to an older text is dropped, and the newest text asked."""
        if self._dialog is not None and self._dialog.text == self._asked:
            return False
        self._ask()
        return True

    def _show(self, entries: list[Entry], keeps: bool) -> None:
        if self._dialog is None:
            return
        self._dialog.show_entries(entries, keeps)
        if self._is_agreed:
            self._is_agreed = False
            self._dialog.pick()

    # -- answers

    def _on_agreed(self) -> None:
        """Enter before the answer is there waits for it."""
        self._is_agreed = self._is_asking
        if self._dialog is not None and not self._is_asking:
            self._dialog.pick()

    def _on_picked(self, entry: Entry) -> None:
        dialog = self._dialog
        if dialog is None or entry.run is None:
            return
        self._recent.pop(entry.key, None)
        self._recent[entry.key] = entry
        while len(self._recent) > RECENT:
            del self._recent[next(iter(self._recent))]
        dialog.accept()
        entry.run()

    def _on_closed(self, dialog: PaletteDialog) -> None:
        self._dialog = None
        dialog.deleteLater()
        self._window.activateWindow()  # a screen without a window manager leaves none active
