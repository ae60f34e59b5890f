"""A category's name, address, description and colour, with the drawing that comes of them."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands.category_changes import EditCategory, edit_category
from desktop.domain.category import COLOURS
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.queries.categories import Node
from desktop.ui.category_look import colour_words, look_of
from desktop.ui.context import Context
from desktop.ui.rights import Right
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.form import Form
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.thumb import Thumb

SIDE = 48
FIELDS = ("name", "slug", "description", "colour")


class CategoryForm(Dialog):
    """``done(batch, words, sentence)`` is called after the commit."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        node: Node,
        done: Callable[[UUID, str, str], object],
    ) -> None:
        super().__init__(parent, tr("Change {name}", name=node.name), icon="folder-open")
        self._context, self._node, self._done = context, node, done
        self._id = context.ids.new()
        self._seen = {key: getattr(node, key) for key in FIELDS}
        colours = [(key, colour_words(key)) for key in ("", *COLOURS)]
        fields = {
            "name": Field(tr("Name"), LineEdit()),
            "slug": Field(tr("Slug"), LineEdit(), tr("For web addresses. Empty: from the name")),
            "description": Field(tr("Description"), LineEdit()),
            "colour": Field(tr("Colour"), Combo(colours)),
        }
        self.form = Form(fields, wide=("description",))
        self.form.show_values(self._seen)
        self._thumb = Thumb(look_of(node), SIDE)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._thumb)
        row.addWidget(
            Label(tr("Drawn from the name and the colour: nothing to upload."), "small",
                  "secondary", wrap=True), 1,
        )  # fmt: skip
        self.body.addWidget(self.form)
        self.body.addLayout(row)
        self.add_cancel()
        self._save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))
        Right(self, context, Permission.EDIT_CATEGORY, self._save)
        for editor in (fields["name"].editor, fields["colour"].editor):
            if isinstance(editor, LineEdit):
                editor.textChanged.connect(lambda _text: self._look())
            elif isinstance(editor, Combo):
                editor.currentIndexChanged.connect(lambda _row: self._look())

    def _look(self) -> None:
        """The drawing as it would be."""
        typed = self.form.typed()
        self._thumb.set_look(look_of(self._node, typed["name"], typed["colour"]))

    def _on_save(self) -> None:
        self.form.clear_errors()
        self._save.setEnabled(False)
        typed = {key: value for key, value in self.form.typed().items() if key in FIELDS}
        changed = {key: value for key, value in typed.items() if value != self._seen[key]}
        if not changed:
            self.accept()
            return
        context = self._context
        command = EditCategory(
            self._id, context.actor(), context.clock.now(), self._node.id, changed, self._seen
        )
        context.work.write(
            self, edit_category, command, then=lambda _: self._on_saved(), failed=self._on_refused
        )

    def _on_saved(self) -> None:
        self.accept()
        name = self.form.typed()["name"]
        self._done(self._id, tr("Change of {name}", name=name), tr("{name} was saved.", name=name))

    def _on_refused(self, error: UserError) -> None:
        """Nothing typed is lost; where someone was faster, it is asked whose value stays."""
        self._save.setEnabled(True)
        if not isinstance(error, ChangedMeanwhile):
            self.form.refuse(error)
            return
        zone = self._context.shop.zone
        self.form.show_clashes(error, zone, lambda _field, value: str(value), self._save)
        self._seen |= {clash.field: clash.now for clash in error.clashes}
