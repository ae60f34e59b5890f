"""The designer at the real window: moved by keys and mouse, taken back, what is wrong, kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.domain.label import template_from
from desktop.jobs.labels.templates import write_template
from desktop.queries.label_templates import own_templates
from desktop.ui.dialogs.label_designer import LabelDesigner
from desktop.ui.dialogs.label_designer.mm import Length
from desktop.ui.widgets.label import Label
from tests.acting import dialogs
from tests.stage import Stage
from tests.ui.pages.conftest import on

__all__ = ["on"]

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def designer(on: Stage) -> Iterator[LabelDesigner]:
    """Open on the first template; its price is chosen."""
    on.window.open_page("labels", deed="design")
    on.until(lambda: bool(dialogs()))
    dialog = dialogs()[-1]
    assert isinstance(dialog, LabelDesigner)
    on.until(lambda: dialog.known is not None)
    dialog.draft.choose(1)
    dialog.canvas.setFocus()
    yield dialog
    dialog.done(0)


def press(
    dialog: LabelDesigner,
    key: Qt.Key,
    keys: Qt.KeyboardModifier = NONE,
    at: QWidget | None = None,
) -> None:
    QTest.keyClick(at or dialog.canvas, key, keys)
    dialog._context.scanner.settle()


def place(dialog: LabelDesigner) -> tuple[float, float, float, float]:
    element = dialog.draft.element
    assert element is not None
    return element.x, element.y, element.w, element.h


def said(dialog: LabelDesigner) -> list[str]:
    return [label.text() for label in dialog.findChildren(Label) if label.text()]


def test_keys_and_mouse_move_and_stretch_and_each_step_is_taken_back(
    designer: LabelDesigner,
) -> None:
    """issue: designer with live preview in mm."""
    assert place(designer) == (21, 10.5, 34, 9.5)
    press(designer, Key.Key_Right)
    press(designer, Key.Key_Down, SHIFT)

    press(designer, Key.Key_Left, CTRL)

    assert place(designer) == (21.5, 15.5, 33.5, 9.5)
    element = designer.draft.element
    assert element is not None
    middle, scale = designer.canvas.box_of(element).center().toPoint(), designer.canvas.scale
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(designer.canvas, left, pos=middle)
    for step in (1, 2):
        QTest.mouseMove(designer.canvas, middle - QPoint(round(step * scale), 0))
    QTest.mouseRelease(designer.canvas, left, pos=middle)
    moved = place(designer)
    assert moved[0] < 21.5
    press(designer, Key.Key_Z, CTRL)
    assert place(designer) == (21.5, 15.5, 33.5, 9.5)
    for _ in range(3):
        press(designer, Key.Key_Z, CTRL)
    assert place(designer) == (21, 10.5, 34, 9.5)
    press(designer, Key.Key_Right)
    left_edge = designer.properties.findChildren(Length)[0]
    assert left_edge.value() == 21.5 and not left_edge.is_half_typed
    press(designer, Key.Key_9, at=left_edge)
    press(designer, Key.Key_Z, CTRL, left_edge)  # of what is half typed in the field
    assert place(designer) == (21.5, 10.5, 34, 9.5) and not left_edge.is_half_typed
    press(designer, Key.Key_Z, CTRL, left_edge)
    assert place(designer) == (21, 10.5, 34, 9.5)
    press(designer, Key.Key_Delete)
    assert "{price}" not in [one.text for one in designer.draft.template.elements]


def test_what_cannot_be_read_or_lies_outside_is_told_in_words(designer: LabelDesigner) -> None:
    designer.draft.choose(4)
    designer.draft.set(w=20.0)
    assert any("117 modules of at least 0.264 mm" in words for words in said(designer))
    designer.draft.undo()
    designer.draft.move(40, 0)
    assert any("outside the label" in words for words in said(designer))
    designer.draft.undo()
    designer.properties.text.setText("")
    designer.draft.add("text")
    QTest.keyClicks(designer.properties.text, "{pric")
    designer.properties._on_text("{pric}")
    assert any("There is no field {pric}." in words for words in said(designer))


def test_a_built_in_one_is_saved_as_the_shops_own_changed_and_deleted(
    on: Stage, designer: LabelDesigner, tmp_path: Path
) -> None:
    def kept() -> list[str]:
        with on.shop.database.read() as session:
            return [one.name for one in own_templates(session)]

    press(designer, Key.Key_Right)
    designer.draft.describe(name="Our shelf")
    press(designer, Key.Key_S, CTRL)
    on.until(lambda: kept() == ["Our shelf"])
    on.until(lambda: designer.template.currentText().startswith("Our shelf"))
    key = designer.draft.template.key
    press(designer, Key.Key_Z, CTRL)
    assert "Our" not in designer.draft.template.name
    assert designer.draft.template.key == key
    press(designer, Key.Key_Z, CTRL | SHIFT)
    assert [designer.draft.template.name, designer.draft.is_changed] == ["Our shelf", False]
    designer.draft.describe(name="Our wider shelf")
    designer.reject()
    assert designer.isVisible()  # it says once that it is not saved
    press(designer, Key.Key_S, CTRL)
    press(designer, Key.Key_Down)  # before the shop has answered
    on.until(lambda: kept() == ["Our wider shelf"])
    on.until(lambda: "wider" in designer.template.currentText())
    assert designer.draft.is_changed and place(designer)[1] == 11
    press(designer, Key.Key_S, CTRL)
    on.until(lambda: not designer.draft.is_changed and "wider" in designer.template.currentText())
    path = write_template(tmp_path / "mine.onhand-label", designer.draft.template)
    designer.keeping.delete()
    on.until(lambda: kept() == [])
    on.until(lambda: "wider" not in designer.template.currentText())
    designer.keeping.read(path)
    on.until(lambda: designer.draft.template.name == "Our wider shelf")
    assert template_from(designer.draft.template.to_json()).elements[1].x == 21.5
    path.write_text("{}")
    designer.draft.saved(designer.draft.template, designer.draft.template)
    designer.keeping.read(path)
    on.until(lambda: any("It is no label template" in words for words in said(designer)))
