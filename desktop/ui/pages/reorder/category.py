"""Which goods are looked at: those of one category, or all that there is something to order of."""

from desktop.ui.pages.reorder.rows import ProposalRows
from desktop.ui.text import tr
from desktop.ui.widgets.choices import Combo

LETTERS = 8


class CategoryChoice(Combo):
    """Follows the lines, and is not there where all are of one category."""

    def __init__(self, rows: ProposalRows) -> None:
        super().__init__()
        self._rows = rows
        self.setAccessibleName(tr("Category"))
        self.setMinimumContentsLength(LETTERS)
        self.chosen.connect(rows.show_only)
        rows.modelReset.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        names = self._rows.categories
        items = [(None, tr("All categories")), *((name, name) for name in names)]
        self.set_items(items, self._rows.category if self._rows.category in names else None)
        self.setVisible(len(names) > 1)
