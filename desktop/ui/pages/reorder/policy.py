"""The policy that is ordered by, and what it would have made of the last year: two buttons."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.actions import Command, install, key_words
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.jobs import RunningJob
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button

POLICY, LAST_YEAR = "Ctrl+Shift+P", "Ctrl+Shift+Y"


class PolicyButtons(QWidget):
    """``changed`` is called after the policy became another."""

    def __init__(
        self, page: QWidget, context: Context, edits: Edits, changed: Callable[[], object]
    ) -> None:
        super().__init__()
        self._page, self._context, self._changed = page, context, changed
        self._lived: RunningJob | None = None
        self._edits = edits
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for text, icon, act, key in (
            (tr("Last year…"), "history", self.show_last_year, LAST_YEAR),
            (tr("Policy…"), "sliders-horizontal", self.open_policy, POLICY),
        ):
            button = Button(text, icon=icon, on_click=act)
            button.setToolTip(key_words(key))
            row.addWidget(button)
        install(
            page,
            [
                Command(tr("Order policy"), POLICY, self.open_policy, "sliders-horizontal"),
                Command(
                    tr("Last year with this policy"), LAST_YEAR, self.show_last_year, "history"
                ),
            ],
        )

    def open_policy(self) -> None:
        """Its dialog."""
        from desktop.ui.dialogs.reorder_policy import PolicyDialog

        PolicyDialog(self._page, self._context, self._edits, self._on_changed).open()

    def show_last_year(self) -> None:
        """What came of it; it is worked out where that was not done with this policy."""
        from desktop.ui.dialogs.last_year import LastYearDialog, live_again

        if self._lived is None or not (self._lived.is_running or self._lived.result):
            self._lived = live_again(self._context)
        LastYearDialog(self._page, self._context, self._lived).open()

    def _on_changed(self) -> None:
        if self._lived is not None and self._lived.is_running:
            self._lived.stop()
        self._lived = None
        self._changed()
