"""Every list with cells that are typed takes a block of them, and a value filled down."""

import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[3] / "desktop" / "ui"
TESTS = UI.parents[1] / "tests"
# Where cells are typed, and the test that pastes into them and fills them down with real keys.
EDITABLE = {
    "pages/products/editing.py": "ui/pages/test_own_cells.py",
    "pages/purchasing/lines.py": "ui/pages/test_pasting.py",
    "prices/editing.py": "ui/pages/test_pasting.py",
    "pages/reorder/rows.py": "ui/pages/test_reorder.py",
    "pages/products/tree.py": "ui/pages/test_category_tree.py",
    "dialogs/variants/model.py": "ui/pages/test_pasting.py",
}


def typed() -> set[str]:
    """The files that open cells for typing: by our own editing, or by the view's."""
    opened = re.compile(r"\bCellEditing\((?!QObject)|\|=? Qt\.ItemFlag\.ItemIsEditable")
    paths = [path for path in UI.rglob("*.py") if opened.search(path.read_text(encoding="utf-8"))]
    return {path.relative_to(UI).as_posix() for path in paths} - {"table/editing.py"}


def test_no_list_with_typed_cells_is_without_paste_and_fill_down() -> None:
    """Whoever makes another one names the test of its Ctrl+V and Ctrl+D here."""
    assert typed() == EDITABLE.keys()


@pytest.mark.parametrize("test", sorted(set(EDITABLE.values())))
def test_each_is_pasted_into_and_filled_down_by_keys(test: str) -> None:
    told = (TESTS / test).read_text(encoding="utf-8")
    assert "Key_V" in told and "Key_D" in told
