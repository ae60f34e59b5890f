"""One place for all pages: they stay, what stood in their place does not."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.page_stack import PageStack


def test_what_stood_in_place_of_the_pages_is_gone_when_it_is_replaced(qtbot: QtBot) -> None:
    stack, page, other = PageStack(), QWidget(), QWidget()
    qtbot.addWidget(stack)
    stack.addWidget(QWidget())
    stack.bring(page)
    stack.bring(other)
    for _ in range(3):
        stack.bring(QWidget(), stays=False)
    assert stack.count() == 3
    stack.bring(page)
    assert (stack.currentWidget(), stack.count()) == (page, 2)
