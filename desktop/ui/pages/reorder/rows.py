"""The proposed lines as a table's model: taken or left out, quantities typed, vendors changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.domain.errors import UserError
from desktop.domain.measure import UnitOf, unit_named
from desktop.domain.quantity import check_quantity
from desktop.domain.reorder import Offer, Proposal, changed
from desktop.domain.reorder_policy import Policy
from desktop.domain.shop import ShopInfo
from desktop.ui.orders import why
from desktop.ui.text import calendar_day, money, plural, quantity, tr
from desktop.ui.theme import current_theme
from desktop.ui.typed_quantity import typed_quantity

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NOTHING = QModelIndex()
TAKEN, NAME, HERE, COMING, BY, QUANTITY, VENDOR, LEAD, COST = range(9)
RIGHT = {HERE, COMING, QUANTITY, LEAD, COST}


@dataclass(frozen=True)
class Row:
    """A proposal, and whether it is taken."""

    proposal: Proposal
    is_taken: bool = True


class ProposalRows(QAbstractTableModel):
    """``changed_sums``: what is ordered, or from whom, is another.

    ``rows`` are those of ``category``, or all; only what is shown is ordered.
    """

    changed_sums = Signal()
    edited = Signal(object, str)  # what was changed by hand: the rows before, and its words

    def __init__(self, shop: Callable[[], ShopInfo], refuse: Callable[[str], None]) -> None:
        super().__init__()
        self._shop, self._refuse = shop, refuse
        self.rows: list[Row] = []
        self.category: str | None = None
        self._all: dict[UUID, Row] = {}
        self.is_edited = False
        self.made = 0  # how often it was worked out
        self.today = date.min
        self.policy = Policy()
        self._heads = (
            "", tr("Product"), tr("On hand"), tr("On order"), tr("Order by"), tr("Quantity"),
            tr("Vendor"), tr("Lead"), tr("Cost"),
        )  # fmt: skip

    def show(self, proposals: Sequence[Proposal], today: date, policy: Policy) -> None:
        """Other proposals, all of them taken."""
        self._all = {each.goods.product: Row(each) for each in proposals}
        self.is_edited, self.today, self.policy = False, today, policy
        self.made += 1
        self.show_only(self.category)

    def show_only(self, category: str | None) -> None:
        """The lines of one category, or all, also where it has none; what was typed stays."""
        self.beginResetModel()
        self.category = category
        chosen = [category] if category in self.categories else self.categories
        self.rows = [row for row in self._all.values() if row.proposal.goods.category in chosen]
        self.endResetModel()
        self.changed_sums.emit()

    @property
    def categories(self) -> list[str]:
        """Of all lines, by name."""
        return sorted({row.proposal.goods.category for row in self._all.values()})

    @property
    def taken(self) -> list[Proposal]:
        """What will be ordered."""
        return [row.proposal for row in self.rows if row.is_taken and row.proposal.quantity > 0]

    def rowCount(self, parent: Index = NOTHING) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOTHING) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return _aligned(section)
        return self._heads[section] if role == Role.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == TAKEN:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == QUANTITY else flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role in (Role.DisplayRole, Role.EditRole):
            return self._words(row.proposal, column)
        if role == Role.TextAlignmentRole:
            return _aligned(column)
        if role == Role.CheckStateRole and column == TAKEN:
            return Qt.CheckState.Checked if row.is_taken else Qt.CheckState.Unchecked
        if role in (Role.ToolTipRole, Role.AccessibleDescriptionRole):
            return said(row.proposal)
        if role == Role.ForegroundRole:
            return self._ink(row, column)
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role == Role.CheckStateRole:
            self.take([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        proposal = self.rows[index.row()].proposal
        try:
            typed = typed_quantity(str(value), proposal.goods.decimals, of=_counted_in(proposal))
            if check_quantity(typed, proposal.goods.decimals) < 0:
                raise UserError(tr("It is zero or more."))
        except UserError as error:
            self._refuse(str(error))
            return False
        self.edited.emit(
            [self.rows[index.row()]], tr("Quantity of {name}", name=proposal.goods.name)
        )
        self.type_many({proposal.goods.product: typed})
        return True

    def take(self, places: Sequence[int], is_taken: bool) -> None:
        """Takes lines in, or leaves them out."""
        now = [self.rows[place] for place in places]
        count = plural("{n} line", "{n} lines", len(now))
        what = now[0].proposal.goods.name if len(now) == 1 else count
        said = tr("{name} taken in", name=what) if is_taken else tr("{name} left out", name=what)
        self.edited.emit(now, said)
        self.put_back([replace(row, is_taken=is_taken) for row in now])

    def take_vendor(self, row: int, offer: Offer) -> None:
        """The same goods from somebody else."""
        now = self.rows[row]
        self.edited.emit([now], tr("Vendor of {name}", name=now.proposal.goods.name))
        proposal = changed(now.proposal, None, offer, self.today, self.policy)
        self.put_back([replace(now, proposal=proposal)])

    def type_many(self, quantities: Mapping[UUID, Decimal]) -> list[Row]:
        """Other quantities by product; the rows as they were before."""
        before = [self._all[product] for product in quantities if product in self._all]
        self.put_back([
            replace(row, proposal=changed(
                row.proposal, quantities[row.proposal.goods.product], None, self.today, self.policy
            ))
            for row in before
        ])  # fmt: skip
        return before

    def put_back(self, rows: Sequence[Row]) -> None:
        """Rows in the place of those of the same products, also where these are not shown."""
        self._all |= {row.proposal.goods.product: row for row in rows}
        self.rows = [self._all[row.proposal.goods.product] for row in self.rows]
        self.is_edited = True
        last = self.index(len(self.rows) - 1, len(self._heads) - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.changed_sums.emit()

    def _words(self, each: Proposal, column: int) -> str:
        goods, decimals = each.goods, self._shop().decimals
        words = {
            NAME: goods.name,
            HERE: quantity(goods.on_hand, goods.decimals),
            COMING: quantity(goods.on_order, goods.decimals) if goods.on_order else "",
            BY: self._by(each.order_by),
            QUANTITY: quantity(each.quantity, goods.decimals),
            VENDOR: each.offer.name,
            LEAD: plural("{n} day", "{n} days", each.offer.lead_days),
            COST: money(each.cost, decimals),
        }
        return words.get(column, "")

    def _by(self, day: date | None) -> str:
        if day is None:
            return ""
        return tr("now") if day <= self.today else calendar_day(day, "d MMM")

    def _ink(self, row: Row, column: int) -> Any:
        theme = current_theme()
        if not row.is_taken:
            return theme.color("text.muted")
        if column != BY or row.proposal.order_by is None:
            return None
        is_now = row.proposal.order_by <= self.today
        return theme.color("bad.text" if is_now else "warn.text")


def said(each: Proposal) -> str:
    """Why, in the person's own figures."""
    return why(each.reason)


def by_vendor(proposals: Sequence[Proposal]) -> dict[UUID, list[Proposal]]:
    """The lines of each vendor, in the order in which the vendors come."""
    found: dict[UUID, list[Proposal]] = {}
    for each in proposals:
        found.setdefault(each.offer.vendor, []).append(each)
    return found


def _aligned(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _counted_in(proposal: Proposal) -> UnitOf | None:
    """Its unit, where it is known; a case is what the vendor packs."""
    goods, pack = proposal.goods, proposal.offer.pack
    cases = (pack,) if pack > 1 else ()
    return unit_named(goods.unit, goods.decimals, cases) if goods.unit else None
