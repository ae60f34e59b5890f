"""Scenes of the tables: own views, how they are saved, columns as a person wants them, sums."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.ui.table.columns import Layout
from desktop.ui.table.page import ListPage
from desktop.ui.table.view_name import ViewName
from tests.acting import Play, click
from tests.stage import Stage

NAME = "To order, dear first"


def shown(on: Stage, page: str = "products") -> ListPage:
    """The list of a page."""
    on.window.open_page(page)
    on.settle(400)
    return next(each for each in on.window.findChildren(ListPage) if each.isVisible())


def own_view(on: Stage) -> ListPage:
    """A view of the person's own, shown."""
    page = shown(on)
    if not page.views.own.kept.views:
        page.show_view("low")
        page.ask(page.request.sorted_by("price", True))
        page.views.save()
        box = next(each for each in page.findChildren(ViewName) if each.isVisible())
        box.line.setText(NAME)
        QTest.keyClick(box.line, Qt.Key.Key_Return)
        on.until(lambda: bool(page.views.own.kept.views))
    page.show_view(page.views.own.kept.views[0].key)
    on.settle(400)
    return page


def view(on: Stage) -> None:
    """An own view beside the program's."""
    own_view(on)


def menu(on: Stage) -> None:
    """What can be done with an own view."""
    page = own_view(on)
    page.views.tabs.open_menu()
    on.settle(100)


def saving(refused: bool) -> Play:
    """The question for a name, answered with one that is taken or not yet."""

    def play(on: Stage) -> None:
        page = shown(on)
        page.show_view("low")
        page.ask(page.request.searching("a").sorted_by("price", True))
        on.settle(300)
        page.views.save()
        if refused:
            box = next(each for each in page.findChildren(ViewName) if each.isVisible())
            box.line.setText("low stock")
            QTest.keyClick(box.line, Qt.Key.Key_Return)
        on.settle(200)

    return play


def rearranged(on: Stage) -> None:
    """Columns in another order and width, with one more than by itself."""
    page = shown(on)
    page.show_view("all")
    columns = page.table.columns
    order = ("name", "price", "on_hand", "vendor")
    columns.set_layout(Layout({"vendor": True, "sku": True}, {"price": 140}, order))
    on.settle(200)


def filters(on: Stage) -> None:
    """What else the products can be filtered by."""
    page = shown(on)
    page.table.columns.set_layout(Layout())
    page.show_view("all")
    on.settle(300)
    click(on, "Add filter")


def sums(on: Stage) -> None:
    """Some products, and what they come to."""
    page = shown(on)
    page.show_view("all")
    on.settle(300)
    page.table.setFocus()
    page.table.go_to(1)
    for row in (2, 4, 5):
        page.table.place.toggle(row)
    on.settle(500)


def sums_of_all(on: Stage) -> None:
    """All movements, chosen with Ctrl+A."""
    page = shown(on, "movements")
    page.table.setFocus()
    target = QApplication.focusWidget() or page.table
    QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    on.settle(500)


VIEWS: tuple[tuple[str, str, Play], ...] = (
    ("views-own", "demo", view),
    ("views-menu", "demo", menu),
    ("dialog-save-view", "demo", saving(refused=False)),
    ("dialog-save-view-refused", "demo", saving(refused=True)),
    ("columns-rearranged", "demo", rearranged),
    ("filters-more", "demo", filters),
    ("products-sums", "demo", sums),
    ("movements-sums", "demo", sums_of_all),
)
