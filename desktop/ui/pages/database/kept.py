"""While the shop from before a restore is kept, the restore can be undone from here."""

from pathlib import Path

from desktop.domain.errors import UserError
from desktop.jobs.backup.looking import kept
from desktop.ui.context import Context
from desktop.ui.text import tr
from desktop.ui.trouble.restoring import ask_undo
from desktop.ui.widgets.banner import Banner


class KeptBanner(Banner):
    """Hidden where no former shop is kept."""

    def __init__(self, context: Context) -> None:
        super().__init__("info", tr("A restore can be undone."))
        self._context = context
        self.is_at_rest = False
        self.add_action(tr("Undo restore"), lambda: ask_undo(self.window(), context), "undo-2")
        self.hide()

    def refresh(self) -> None:
        """Looks for the newest one."""
        self.is_at_rest = False
        work, settings = self._context.work, self._context.settings
        work.job(self, kept, settings, then=self._show, failed=self._on_unknown)

    def _show(self, name: str) -> None:
        self.is_at_rest = True
        self.say("info", tr("A restore can be undone."), _words(name))
        self.setVisible(bool(name))

    def _on_unknown(self, _error: UserError) -> None:
        self.is_at_rest = True
        self.hide()


def _words(name: str) -> str:
    return tr("The shop from before is kept as {name}.", name=Path(name).name)
