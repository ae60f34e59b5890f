"""The designer's window: templates above, elements left, the label in the middle, facts right."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.label import Template
from desktop.domain.label_faults import WHOLE, faults
from desktop.domain.label_fields import LabelWords
from desktop.domain.permissions import Permission
from desktop.ui.context import Context
from desktop.ui.dialogs.label_designer.canvas import Canvas
from desktop.ui.dialogs.label_designer.draft import Draft
from desktop.ui.dialogs.label_designer.elements import Elements, named
from desktop.ui.dialogs.label_designer.keeping import EMPTY, Keeping
from desktop.ui.dialogs.label_designer.known import Known, known, told
from desktop.ui.dialogs.label_designer.paper import PaperForm
from desktop.ui.dialogs.label_designer.properties import Properties
from desktop.ui.dialogs.label_designer.steps import Steps
from desktop.ui.rights import Right
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.scrolled import Scrolled
from desktop.ui.widgets.tab_bar import TabBar

WIDE, SIDE, LIST, TALL = 1180, 320, 200, 420
_NOTHING = LabelWords({})


class LabelDesigner(Dialog):
    """Ctrl+Z and Ctrl+Shift+Z take steps back; Ctrl+S saves; Del takes the element away."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        wide = min(current_theme().px(WIDE), parent.window().width() - 32)
        about = tr("Sizes are in mm. What you see is what is printed.")
        super().__init__(parent, tr("Label templates"), about, "tags", wide)
        self._context = context
        self.known: Known | None = None
        self.draft = Draft(EMPTY, self._show)
        self._is_warned = False
        self._chosen = -1  # when it was shown last
        self.template = Combo()
        self.elements = Elements(lambda: self.draft)
        self.canvas = Canvas(self.draft, _NOTHING)
        self.properties = Properties(lambda: self.draft)
        self.paper = PaperForm(lambda: self.draft)
        self._tabs = TabBar([("element", tr("Element")), ("paper", tr("Name and paper"))])
        self._stack = QStackedWidget()
        self._said = Label("", "small", "warn", wrap=True)
        self.keeping = Keeping(self, context, lambda: self.draft)
        self.keeping.opened.connect(self._on_opened)
        self.keeping.kept.connect(self.read)
        self.keeping.refused.connect(self.refuse)
        self._put_together()
        self._put_foot()
        self.read()

    def _put_together(self) -> None:
        theme = current_theme()
        self.template.setAccessibleName(tr("Template"))
        self.body.addWidget(self.template)
        self.template.chosen.connect(self._on_template)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._tabs)
        for form in (self.properties, self.paper):
            inside = QVBoxLayout()
            inside.setContentsMargins(0, 0, 10, 0)
            inside.addWidget(form)
            self._stack.addWidget(Scrolled(inside, tr("Properties")))
        self._stack.setFixedSize(theme.px(SIDE), min(theme.px(TALL), self._room()))
        right.addWidget(self._stack)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(self._said)
        self.elements.setFixedWidth(theme.px(LIST))
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self.elements)
        row.addLayout(middle, 1)
        row.addLayout(right)
        self.body.addLayout(row, 1)
        self._tabs.chosen.connect(self._on_tab)
        self._steps = Steps(self, lambda: self.draft)

    def _room(self) -> int:
        """What the window leaves between head and foot."""
        return max(240, self._owner.window().height() - current_theme().px(290))

    def _put_foot(self) -> None:
        keeping = self.keeping
        for button in (
            IconButton("undo-2", tr("Undo"), self._steps.undo, "Ctrl+Z"),
            IconButton("redo-2", tr("Redo"), self._steps.redo, "Ctrl+Shift+Z"),
            IconButton("plus", tr("New template"), keeping.begin),
            IconButton("copy", tr("Duplicate the template"), keeping.duplicate),
            IconButton("upload", tr("Read a template from a file"), keeping.import_file),
            IconButton("download", tr("Save the template to a file"), keeping.export_file),
        ):
            self.add_button(button, left=True)
        self._delete = IconButton("trash-2", tr("Delete the template"), keeping.delete)
        self.add_button(self._delete, left=True)
        self.add_cancel(tr("Close"))
        self.save = self.add_button(Button(tr("Save"), "primary", "check", keeping.save))
        self._may = Right(self, self._context, Permission.EDIT_SETTINGS)

    def read(self, key: str = "") -> None:
        """The shop's templates anew; ``key`` is shown then, else the one that is."""
        context = self._context
        shop = context.shop
        today = shop.day_of(context.clock.now())

        def ask(session: Any) -> Known:
            return known(session, shop.store, shop.name, today)

        context.work.read(self, ask, then=partial(self._on_known, key), failed=self.refuse)

    def _on_known(self, key: str, found: Known) -> None:
        self.known = found
        self.keeping.look_at(found.templates)
        self.properties.show_fields(found.custom)
        if key and key == self.draft.template.key:  # saved: its steps can still be taken back
            self._list_templates(found)
            self._show()
            return
        key = key or self._context.settings.label_template
        shown = next((one for one in found.templates if one.key == key), found.templates[0])
        self.edit(shown)

    def _list_templates(self, found: Known) -> None:
        draft = self.draft.template
        items = [(one.key, _named(one)) for one in found.templates]
        if draft.key not in [key for key, _ in items]:
            items.append((draft.key, tr("{name} (not saved)", name=draft.name)))
        self.template.set_items(items, draft.key)

    def _on_opened(self, template: Template) -> None:
        """A new one, which is saved nowhere yet."""
        if self._may_leave():
            self.edit(template, EMPTY)
            self._show_tab("paper")

    def edit(self, template: Template, saved: Template | None = None) -> None:
        """Another template; ``saved``: as it is kept."""
        self.draft = Draft(template, self._show, saved)
        self._is_warned = False
        if self.known is not None:
            self.canvas.show_draft(self.draft, self.known.label)
            self._list_templates(self.known)
        self.draft.chosen = 0 if template.elements else -1
        self._show()

    def _show(self) -> None:
        """All of it follows the draft."""
        if self.known is None:
            return
        draft = self.draft
        wrong = told(draft.template, self.known.label, list(faults(draft.template)))
        self.elements.show_elements(wrong)
        self.properties.show_chosen()
        self.paper.show_paper()
        self.canvas.update()
        if draft.chosen not in (self._chosen, -1):
            self._show_tab("element")
        self._chosen = draft.chosen
        self._delete.setEnabled(self.keeping.is_kept(draft.template))
        self.save.setText(tr("Save as own") if draft.template.is_builtin else tr("Save"))
        self.save.setEnabled(draft.is_changed and not self._may.reason)
        if draft.template.elements:
            self.say(wrong.get(draft.chosen) or _first(wrong, draft.template), "warn")
        else:
            self.say(tr("It is empty: add a text, a price or a barcode."), "secondary")

    def say(self, words: str, tone: str) -> None:
        """One sentence below the label."""
        self._said.set_tone(tone)
        self._said.setText(words)

    def refuse(self, error: UserError) -> None:
        """Why something was not done."""
        self.say(str(error), "bad")

    def _on_template(self, key: object) -> None:
        """What was not saved of the one before is asked for once."""
        if key == self.draft.template.key:
            return
        if self.known is None or not self._may_leave():
            self.template.set_current(self.draft.template.key)
            return
        self.edit(next(one for one in self.known.templates if one.key == key))

    def _may_leave(self) -> bool:
        if self.draft.is_changed and not self._is_warned:
            self._is_warned = True
            self.say(tr("The changes are not saved. Do it once more to leave them out."), "bad")
            return False
        return True

    def _show_tab(self, key: str) -> None:
        self._tabs.set_current(key)
        self._on_tab(key)

    def _on_tab(self, key: str) -> None:
        self._stack.setCurrentIndex(("element", "paper").index(key))

    def _focus_first(self) -> None:
        """The label: arrows move what is chosen."""
        self.canvas.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._steps.take(event):
            return
        if event.matches(QKeySequence.StandardKey.Save):
            self.keeping.save()
        elif event.key() == Qt.Key.Key_Delete:
            self.draft.remove()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Unsaved steps are told once before they go."""
        if self._may_leave():
            super().reject()


def _first(wrong: dict[int, str], template: Template) -> str:
    """What is wrong with another element than the chosen one, with its name."""
    number = min(wrong, default=WHOLE)
    if number == WHOLE:
        return wrong.get(WHOLE, "")
    return tr("{what}: {sentence}", what=named(template.elements[number]), sentence=wrong[number])


def _named(template: Template) -> str:
    return template.name if template.is_builtin else tr("{name} (own)", name=template.name)
