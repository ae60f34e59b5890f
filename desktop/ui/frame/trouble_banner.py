"""Above every page while the data can be read but not written: what is safe, and what to do."""

from desktop.domain.errors import UserError
from desktop.ui.reach import can_read
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.status_page import read_only
from desktop.ui.work import Work


class TroubleBanner(Banner):
    """Follows the data; of what is out of reach each page speaks itself."""

    def __init__(self, work: Work) -> None:
        super().__init__("warn", "")
        work.reachable.connect(self._show)
        self._show(work.reach.trouble)

    def _show(self, error: UserError | None) -> None:
        is_shown = error is not None and can_read(error)
        self.setVisible(is_shown)
        if error is not None and is_shown:
            state = read_only(error)
            self.say(state.tone, f"{state.title}.", state.sentence, state.icon)
            self.setToolTip(str(error))
