"""Products: the table with its filters, and the chosen product beside it."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.permissions import Permission
from desktop.queries.columns import Filter
from desktop.queries.product import ProductCard
from desktop.queries.products import PRODUCTS, stock_value
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.deeds.shop_export import shop_exports
from desktop.ui.known_fields import KnownFields
from desktop.ui.pages.products.categories import Categories
from desktop.ui.pages.products.editing import ProductEditing
from desktop.ui.pages.products.importing import import_goods
from desktop.ui.pages.products.panel import ProductPanel
from desktop.ui.pages.products.pictures import Gallery
from desktop.ui.pages.products.taking_in import TakingIn
from desktop.ui.pages.products.words import ProductWords
from desktop.ui.rights import Right
from desktop.ui.table.beside import GAP, WIDE_FROM, Beside
from desktop.ui.table.page import LIST_KEYS, ListPage, View
from desktop.ui.text import money, number, tr
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.status_page import Action, State

LEAST = 372  # what six tabs need
ACTIVE = Filter("status", "in", ("active",))
VIEWS = (
    View("all", "All", (ACTIVE,)),
    View("low", "Low stock", (ACTIVE, Filter("stock", "in", ("low", "out", "negative")))),
    View("no_vendor", "No vendor", (ACTIVE, Filter("no_vendor", "is", True))),
)


class ProductsPage(QWidget):
    """Arrows choose, Enter opens the panel, Ctrl+N makes a new product."""

    keys = (
        ("↑ ↓", "Choose a product"),
        ("Enter", "Open it at the side, then go there"),
        ("Alt 1 … 6", "Its tabs; also Ctrl Tab"),
        ("Ctrl B", "Categories: F2 renames, Ins adds, Del deletes"),
        ("Ctrl X Ctrl V", "Move a category; also Ctrl M, and Alt with arrows"),
        ("Ctrl V Ctrl D", "In the tree: paste names; fill the colour down"),
        ("Ctrl N", "New product"),
        ("Ctrl I", "Import goods from a file; or drop it here"),
        ("← →", "Choose a cell to edit"),
        ("Ctrl Enter", "Edit it; a figure is just typed"),
        ("Ctrl V Ctrl D", "Paste cells; fill down"),
        ("Ctrl Shift E", "Change all that are chosen"),
        ("Ctrl Shift M", "Merge all that are chosen into one"),
        ("Ctrl V", "Paste pictures; or drop them on a product"),
        ("Ctrl Shift V", "Variants: sizes, colours …"),
        ("Ctrl Shift P", "Print labels of all that are chosen"),
        ("Ctrl Z", "Undo the last change"),
        *LIST_KEYS,
        ("Esc", "Close the panel"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        new = Button(tr("New product"), "primary", "plus", self._on_new)
        empty = State(
            "package-open",
            tr("No products yet"),
            tr("Bring a list in, add the first one here, or scan its barcode."),
            actions=[
                Action(tr("New product"), self._on_new, "plus", "primary"),
                Action(tr("Import goods …"), self.import_goods, "upload"),
            ],
        )
        self.list = ListPage(
            context,
            PRODUCTS,
            views=VIEWS,
            empty=empty,
            given=(("store", context.shop.store),),
            words=ProductWords,
        )
        self.own = KnownFields(context.work, self)
        self.editing = ProductEditing(self, context, self.list, self.own)
        tree = IconButton("folder-open", tr("Categories"), self.toggle_categories, "Ctrl+B")
        self.list.add_action(tree)
        self.list.add_action(new)
        self._right = Right(self, context, Permission.ADD_PRODUCT, new)
        self.panel = ProductPanel(context)
        panel = self.panel
        self.side = Beside(
            self.list, self.list.table, panel, panel.show_product, panel.tabs, least=LEAST
        )
        self.categories = Categories(context)
        self.categories.hide()
        self.first = self.list.states
        self.taking_in = TakingIn(self, context, self.list, panel, self.editing.edits)
        self._put_together()
        self.list.model.counted.connect(self._on_counted)
        self.panel.edit_wanted.connect(self._on_edit)
        self.panel.stock_wanted.connect(self._on_stock)

    def _put_together(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.categories)
        row.addWidget(self.side, 1)
        install(
            self,
            [
                Command(tr("New product"), "Ctrl+N", self._on_new, "plus"),
                Command(tr("Categories"), "Ctrl+B", self.toggle_categories, "folder-open"),
                Command(tr("Import goods …"), "Ctrl+I", self.import_goods, "upload"),
                Command(tr("Custom fields"), "", self.open_fields, "list-checks"),
                *shop_exports(self.list.sharing.export),
            ],
        )
        self.categories.chosen.connect(self._on_category)
        self.categories.moved.connect(self.editing.edits.note_with)
        self.categories.closed.connect(self.toggle_categories)
        self.side.opened.connect(self._make_room)
        self.setAcceptDrops(True)

    def open_with(
        self,
        product: UUID | None = None,
        view: str = "",
        filters: tuple[Filter, ...] | None = None,
        new: bool = False,
        imports: bool = False,
        fields: bool = False,
        alike: tuple[UUID, ...] = (),
    ) -> None:
        """Shows a product at the side, a view, what matches filters, or one of the dialogs."""
        if view:
            self.list.show_view(view)
        if filters is not None:
            self.list.ask(replace(self.list.request.cleared(), filters=filters))
        if product is not None:
            self.side.open_on(product)
            self.panel.take_keys()
        if new:
            self._on_new()
        if imports:
            self.import_goods()
        if fields:
            self.open_fields()
        if alike:
            self.editing.merge_alike(alike)

    def toggle_categories(self) -> None:
        """The tree comes, with the keys, or goes; in a narrow window the panel makes room."""
        if self.categories.isVisible():
            self.categories.hide()
            self.list.table.setFocus()
            return
        if self.window().width() < WIDE_FROM:
            self.side.put_away()
        self.categories.show()
        self.categories.setFocus()

    def _make_room(self) -> None:
        if self.window().width() < WIDE_FROM:
            self.categories.hide()

    def _on_category(self, category: UUID | None, name: str) -> None:
        chosen = () if category is None else (Filter("category", "in", (category,), name),)
        self.list.ask(self.list.request.with_filter("category", *chosen))

    def refresh(self) -> None:
        """Reads the list again."""
        self.list.reload()

    def _on_counted(self, rows: int, is_whole: bool) -> None:
        self.categories.show_filters(self.list.request.filters)
        if is_whole and rows:
            work = self._context.work
            work.read(self, stock_value, self.list.request, then=partial(self._on_value, rows))
        elif is_whole:
            self.list.foot.set_summary("")

    def _on_value(self, rows: int, value: Decimal) -> None:
        """All rows of the list, whatever is chosen in it."""
        words = money(value, self._context.shop.decimals)
        said = tr("Stock value of all {n}: {value}", n=number(rows), value=words)
        self.list.foot.set_summary(said)

    # Dialogs and the commands behind them are imported when they are first wanted.

    def _on_new(self) -> None:
        if self._right.reason:
            self._context.notify(self._right.reason, "warn")
            return
        from desktop.ui.dialogs.product_form import ProductForm

        gallery = self._gallery()

        def done(product: UUID) -> None:
            gallery.add_waiting(product, tr("the new product"))
            self.side.open_on(product)

        own = self.own.fields
        ProductForm(self, self._context, done=done, own=own, pictures=gallery).open()

    def _gallery(self) -> Gallery:
        """Pictures for a form, with the page's way back."""
        gallery = Gallery(self._context)
        gallery.deeds = self.taking_in.deeds
        paste = Command(tr("Paste pictures"), "Ctrl+V", gallery.paste, "image")
        install(gallery, [paste], is_inside=True)
        return gallery

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file from outside; what is dragged within the page goes its own way."""
        data = event.mimeData()
        if event.source() is None and (data.hasUrls() or data.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The same as choosing it."""
        from desktop.ui.dialogs.import_goods.dialog import dropped

        if self.taking_in.drop(event.mimeData(), event.position().toPoint()):
            event.acceptProposedAction()
        elif (path := dropped(event)) is not None:
            self.import_goods(path)

    def import_goods(self, path: Path | None = None) -> None:
        """Looks into a file, or asks for one."""
        import_goods(self, self._context, self.editing.edits, path)

    def open_fields(self) -> None:
        """The shop's own fields: all of them, and what can be done with each."""
        from desktop.ui.dialogs.custom_fields import CustomFields

        CustomFields(self, self._context).open()

    def _on_edit(self, card: ProductCard) -> None:
        from desktop.ui.dialogs.product_form import ProductForm

        gallery = self._gallery()
        gallery.show_of(card.product, card.name)
        own = self.own.fields
        form = ProductForm(self, self._context, card, own=own, pictures=gallery)
        gallery.first_came.connect(lambda _first: form.fit())
        form.open()

    def _on_stock(self, card: ProductCard) -> None:
        from desktop.ui.dialogs.stock_change import StockChange

        StockChange(self, self._context, card).open()
