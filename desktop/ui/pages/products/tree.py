"""The tree of categories beside the products: a node narrows the list, a branch can be moved."""

from uuid import UUID

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem

from desktop.domain.ids import ZERO
from desktop.queries.categories import Node
from desktop.ui.category_look import drawing_of
from desktop.ui.text import number, tr
from desktop.ui.theme import current_theme

KEY = Qt.ItemDataRole.UserRole
COUNT, SIDE = 56, 18
Keys = QKeySequence.StandardKey


class Tree(QTreeWidget):
    """Tells what is wanted, and changes nothing by itself: the data is read again after it.

    ``ALL`` (None) stands for all products, the zero id for those without a category.
    """

    chosen = Signal(object, str)  # UUID or None, name
    renamed = Signal(object, str, str)  # UUID, the new name, and the one that stood there
    moved = Signal(object, object)  # UUID, and the new parent's; the zero id for the top
    delete_wanted = Signal(object, str)
    new_wanted = Signal(object)  # the parent's UUID
    paste_wanted = Signal()  # nothing was cut: what is on the clipboard

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[UUID | None, QTreeWidgetItem] = {}
        self._names: dict[UUID | None, str] = {}
        self._nodes: dict[UUID, Node] = {}
        self._cut: UUID | None = None
        self._is_filling = False
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAccessibleName(tr("Categories"))
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setIconSize(QSize(current_theme().px(SIDE), current_theme().px(SIDE)))
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, self.header().ResizeMode.Stretch)
        self.header().resizeSection(1, current_theme().px(COUNT))
        self.currentItemChanged.connect(self._on_current)
        self.itemChanged.connect(self._on_edited)

    @property
    def current(self) -> tuple[UUID | None, str]:
        """The current node's id and name."""
        item = self.currentItem()
        return (item.data(0, KEY), item.text(0)) if item is not None else (None, "")

    def show_nodes(self, nodes: list[Node]) -> None:
        """Other nodes or counts; open branches stay open, the current node stays current."""
        here, _ = self.current
        is_open = {key for key, item in self._items.items() if item.isExpanded()}
        self._is_filling = True
        self.clear()
        self._items, self._names = {}, {}
        self._nodes = {node.id: node for node in nodes}
        whole = sum(node.products for node in nodes if node.parent == ZERO)
        self._add(None, tr("All products"), whole, None)
        for node in nodes:
            name = node.name if node.id != ZERO else tr("No category")
            above = self._items[node.parent] if node.parent != ZERO else None
            self._add(node.id, name, node.products, above)
        for key in is_open & self._items.keys():
            self._items[key].setExpanded(True)
        self._is_filling = False
        self.mark(here)

    def mark(self, key: UUID | None) -> None:
        """Makes a node the current one, without telling."""
        item = self._items.get(key) or self._items.get(None)
        if item is not None:
            self._is_filling = True
            self.setCurrentItem(item)
            self._is_filling = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, name = self.current
        is_node = key is not None and key != ZERO
        if event.matches(Keys.Cut) and is_node:
            self._cut = key
        elif event.matches(Keys.Paste) and self._cut is not None:
            self._move(self._cut, key or ZERO)
            self._cut = None
        elif event.matches(Keys.Paste):
            self.paste_wanted.emit()
        elif event.matches(Keys.Delete) and is_node:
            self.delete_wanted.emit(key, name)
        elif event.key() == Qt.Key.Key_F2 and key is not None and is_node:
            self.rename(key)  # its name, also where the count was clicked
        elif event.key() == Qt.Key.Key_Insert:
            self.new_wanted.emit(key or ZERO)
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """A branch on another one, or beside the top ones: into it, or to the top."""
        target = self.itemAt(event.position().toPoint())
        what, _ = self.current
        event.ignore()  # the view must not move anything: the data decides
        if what is not None and what != ZERO:
            self._move(what, (target.data(0, KEY) if target is not None else None) or ZERO)

    def _move(self, what: UUID, parent: UUID) -> None:
        item = self._items[what]
        above = item.parent()
        if parent != (above.data(0, KEY) if above is not None else ZERO):
            self.moved.emit(what, parent)

    def node(self) -> Node | None:
        """The current node; None for "all" and "no category"."""
        key, _ = self.current
        return self._nodes.get(key) if key is not None and key != ZERO else None

    @property
    def nodes(self) -> list[Node]:
        """All of them, parents before children."""
        return list(self._nodes.values())

    def parent_of(self, key: UUID) -> UUID:
        """The id above a node; the zero id at the top."""
        above = self._items[key].parent()
        return above.data(0, KEY) if above is not None else ZERO

    def path_of(self, key: UUID) -> str:
        """The names from the top to a node, as commands take them."""
        names = []
        while key != ZERO:
            names.append(self.name_of(key))
            key = self.parent_of(key)
        return " > ".join(reversed(names))

    def rename(self, key: UUID) -> None:
        """Asks for another name in place."""
        if key in self._items and self.isVisible() and self.state() != self.State.EditingState:
            self.mark(key)
            self.setFocus()
            self.editItem(self._items[key], 0)

    def free_name(self, parent: UUID) -> str:
        """A name for a new node that no sister has."""
        sisters = {
            i.text(0) for key, i in self._items.items() if key and self.parent_of(key) == parent
        }
        names = (f"{tr('New category')} {n}".removesuffix(" 1") for n in range(1, len(sisters) + 2))
        return next(name for name in names if name not in sisters)

    def name_of(self, key: UUID) -> str:
        """A node's name; that of the top for the zero id."""
        return self._items[key].text(0) if key != ZERO else tr("the top")

    def _add(self, key: UUID | None, name: str, count: int, above: QTreeWidgetItem | None) -> None:
        item = QTreeWidgetItem([name, number(count)])
        item.setData(0, KEY, key)
        item.setToolTip(0, name)
        if key is not None and key != ZERO:
            item.setIcon(0, drawing_of(self._nodes[key], SIDE, self.devicePixelRatioF()))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{name}, {number(count)}")
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if key is None:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        elif key != ZERO:
            flags |= Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemIsDragEnabled
            flags |= Qt.ItemFlag.ItemIsEditable
        item.setFlags(flags)
        self._items[key] = item
        self._names[key] = name
        if above is not None:
            above.addChild(item)
        else:
            self.addTopLevelItem(item)

    def changeEvent(self, event: QEvent) -> None:
        """The drawings have the tints of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._items:
            self.setIconSize(QSize(current_theme().px(SIDE), current_theme().px(SIDE)))
            self._is_filling = True
            for key, node in self._nodes.items():
                if key != ZERO:
                    self._items[key].setIcon(0, drawing_of(node, SIDE, self.devicePixelRatioF()))
            self._is_filling = False

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and not self._is_filling:
            self.chosen.emit(item.data(0, KEY), item.text(0))

    def _on_edited(self, item: QTreeWidgetItem, _column: int) -> None:
        if not self._is_filling:
            key = item.data(0, KEY)
            self.renamed.emit(key, item.text(0), self._names[key])
