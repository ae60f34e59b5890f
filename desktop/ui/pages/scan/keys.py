"""The keys of the Scan page, and the line of hints below it: only what works in the mode."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget

from desktop.ui.actions import Command, key_words
from desktop.ui.pages.scan.modes import MODES
from desktop.ui.text import tr
from desktop.ui.widgets.keycap import key_hints

Run = Callable[[], object]


def commands(
    set_mode: Callable[[str], object],
    complete: Run,
    undo: Run,
    redo: Run,
    change: Callable[[int], object],
    remove: Run,
    ticket: Run,
    hold: Run,
    take_back: Run,
    order: Run,
    note: Run,
    label: Run,
    other_lot: Run,
) -> list[Command]:
    """Every key with what it does."""

    def mode(key: str) -> Run:
        return lambda: set_mode(key)

    modes = [Command(tr(m.text), m.shortcut, mode(m.key), m.icon) for m in MODES.values()]
    return [
        *modes,
        Command(tr("Hold, or go on with a held one"), "F8", hold, "pause"),
        Command(tr("Return goods"), "F9", take_back, "rotate-ccw"),
        Command(tr("Receive an order"), "Ctrl+O", order, "truck"),
        Command(tr("Receive a delivery note from a photo or PDF"), "Ctrl+D", note, "scan-barcode"),
        Command(tr("Another lot"), "Ctrl+B", other_lot, "boxes"),
        Command(tr("Complete"), "F12", complete, "check"),
        Command(tr("Undo last"), "Ctrl+Z", undo, "undo-2"),
        Command(tr("Redo"), "Ctrl+Shift+Z", redo, "redo-2"),
        Command(tr("Redo"), "Ctrl+Y", redo, "redo-2"),
        Command(tr("One more of the last"), "+", lambda: change(1), "plus"),
        Command(tr("One less of the last"), "-", lambda: change(-1), "minus"),
        Command(tr("Remove the chosen line"), "Del", remove, "trash-2"),
        Command(tr("Ticket"), "Ctrl+P", ticket, "printer"),
        Command(tr("Label of the last item"), "Ctrl+Shift+P", label, "tags"),
    ]


class Hints(QStackedWidget):
    """One line of hints per mode."""

    def __init__(self) -> None:
        super().__init__()
        undo = (key_words("Ctrl+Z"), tr("Undo last"))
        five = ("5 *", tr("Times five"))
        change = ("+ −", tr("Change last"))
        remove = ("Del", tr("Remove"))
        ticket = (key_words("Ctrl+P"), tr("Ticket"))
        hold = ("F8", tr("Hold"))
        order = (key_words("Ctrl+O"), tr("Order"))
        note = (key_words("Ctrl+D"), tr("Photo or PDF"))
        self._lines = {
            "sell": key_hints([undo, five, change, remove, hold, ticket]),
            "receive": key_hints([undo, five, change, remove, order, note]),
            "count": key_hints([undo, ("17", tr("Number after a scan")), remove]),
            "lookup": key_hints([("F2", tr("Sell")), undo]),
        }
        for line in self._lines.values():
            self.addWidget(line)

    def show_mode(self, mode: str) -> None:
        """The hints of a mode."""
        self.setCurrentWidget(self._lines[mode])
