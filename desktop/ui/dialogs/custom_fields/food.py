"""The ready-made groups of food as a menu of checks."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.custom_field import FieldInfo
from desktop.domain.food import FOOD, GROUPS
from desktop.ui.text import tr


def food_menu(
    parent: QWidget, fields: Sequence[FieldInfo], use: Callable[[str, str, bool], None]
) -> QMenu:
    """``use(group, title, is_on)`` when a check is set or taken off."""
    menu = QMenu(parent)
    used = {info.key for info in fields if info.is_active}
    every = [info.key for group in GROUPS for info in group.fields]
    groups = [(FOOD, tr("All of food"), every)]
    groups += [(g.key, tr(g.title), [info.key for info in g.fields]) for g in GROUPS]
    for key, title, keys in groups:
        action = menu.addAction(title)
        action.setCheckable(True)
        action.setChecked(used.issuperset(keys))
        action.triggered.connect(lambda on, key=key, title=title: use(key, title, on))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
