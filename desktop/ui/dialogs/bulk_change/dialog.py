"""Which field, how (``+5%``), a look at the first products, and Enter."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.domain.change import Change
from desktop.domain.custom_field import FieldInfo
from desktop.domain.errors import UserError
from desktop.queries.chosen import Chosen
from desktop.queries.product_changes import Candidate, candidates
from desktop.ui.context import Context
from desktop.ui.dialogs.bulk_change.fields import FIELDS, own_field
from desktop.ui.dialogs.bulk_change.preview import SHOWN, Preview, preview
from desktop.ui.text import plural, tr
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import ElideLabel, Label
from desktop.ui.widgets.line_edit import LineEdit

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.commands.product_changes import Changed

Key = Qt.Key


class BulkChange(Dialog):
    """Enter in the line goes to the button, Enter there does it: two keys after what was typed.

    ``done(batch, words, sentence)`` is called after the commit.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        chosen: Chosen,
        field: str = "price",
        text: str = "",
        done: "Callable[[UUID, str, str], object] | None" = None,
        own: Sequence[FieldInfo] = (),
    ) -> None:
        title = plural("Change {n} product", "Change {n} products", chosen.count)
        super().__init__(parent, title, icon="pencil", width=560)
        self._context = context
        self._done = done
        self._id = context.ids.new()
        self._products: tuple[Candidate, ...] | None = None
        self._asked = 0
        self._change: Change | None = None
        self._fields = (*FIELDS, *map(own_field, own))
        self._build(field)
        self.line.setText(text)
        self._on_field()
        self._begin_reading(chosen)

    def _build(self, field: str) -> None:
        known = [entry.key for entry in self._fields]
        self._pick = Combo(
            [(entry.key, tr(entry.title)) for entry in self._fields],
            field if field in known else known[0],
        )
        self.line = LineEdit()
        self.line.setMaxLength(500)
        self._state = Combo()
        self._how = Field(tr("How"), self.line)
        self._to = Field(tr("To"), self._state)
        self._rows = [
            (ElideLabel("", "body"), ElideLabel("", "body", "secondary"), ElideLabel("", "strong"))
            for _ in range(SHOWN)
        ]
        self._told = Label("", "small", "secondary", wrap=True)
        self._warning = Banner("warn", "")
        self._warning.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(Field(tr("What"), self._pick), 0, 0, top)
        grid.addWidget(self._how, 0, 1, top)
        grid.addWidget(self._to, 0, 1, top)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        self.body.addLayout(grid)
        self.body.addLayout(self._table())
        self.body.addWidget(self._told)
        self.body.addWidget(self._warning)
        self.add_cancel()
        self._apply = self.add_button(Button(tr("Change"), "primary", "check", self._on_apply))
        self._apply.setEnabled(False)
        self._pick.chosen.connect(lambda _key: self._on_field())
        self._state.chosen.connect(lambda _key: self._look())
        self.line.textChanged.connect(lambda _text: self._look())
        self.line.installEventFilter(self)

    def _table(self) -> QGridLayout:
        """Five products before and after."""
        table = QGridLayout()
        table.setHorizontalSpacing(10)
        table.setVerticalSpacing(4)
        for number, (name, before, after) in enumerate(self._rows):
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            for label in (before, after):
                label.setAlignment(right)
            table.addWidget(name, number, 0)
            table.addWidget(before, number, 1)
            table.addWidget(after, number, 2)
        for column, share in enumerate((5, 3, 3)):
            table.setColumnStretch(column, share)
        return table

    def _begin_reading(self, chosen: Chosen) -> None:
        self._told.setText(tr("The chosen products are being read."))
        self._context.work.read(
            self, candidates, chosen, then=self._on_read, failed=self._on_refused
        )

    def _on_read(self, products: tuple[Candidate, ...]) -> None:
        self._products = products
        self._look()

    def _focus_first(self) -> None:
        """Where one types, or chooses."""
        (self._state if self._fields[self._field].kind == "choice" else self.line).setFocus()

    def open(self) -> None:
        """After what was typed before the dialog was there: Qt would choose it, to be replaced."""
        super().open()
        self.line.end(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The first Enter is for what was typed; the button takes the second one."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Key.Key_Return, Key.Key_Enter):
            return False
        if self._apply.isEnabled():
            self._apply.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._change is None:
            self._look(is_asked=True)
        return True

    @property
    def is_ready(self) -> bool:
        """Whether what is typed is understood and may be done."""
        return self._apply.isEnabled()

    @property
    def problem(self) -> str:
        """What is wrong with what is typed."""
        return self.line.accessibleDescription()

    @property
    def _field(self) -> int:
        return self._pick.currentIndex()

    def _on_field(self) -> None:
        field = self._fields[self._field]
        is_choice = field.kind == "choice"
        self._state.set_items(field.choices)
        self._how.setVisible(not is_choice)
        self._to.setVisible(is_choice)
        self.line.setPlaceholderText(field.hint)
        self._look()

    def _look(self, is_asked: bool = False) -> None:
        """Understands what is typed and asks for the first products with it."""
        field = self._fields[self._field]
        self._asked += 1
        self._change = None
        self._apply.setEnabled(False)
        self._how.set_error("")
        if self._products is None:
            return
        text = str(self._state.current_key()) if field.kind == "choice" else self.line.text()
        if field.kind not in ("choice", "text", "own") and text.strip() in ("", "+", "-", "\u2212"):
            self._show(Preview((), 0, 0, 0))
            if is_asked:
                self._how.set_error(tr("Type +5%, -0.10, =2.50 or clear."))
            return
        try:
            self._change = field.parse(text)
        except UserError as error:
            self._show(Preview((), 0, 0, 0))
            self._how.set_error(str(error))
            return
        places = self._context.shop.decimals
        self._context.work.job(
            self, preview, self._products, field, self._change, places,
            then=partial(self._on_preview, self._asked),
        )  # fmt: skip

    def _on_preview(self, asked: int, seen: Preview) -> None:
        if asked != self._asked:
            return
        self._show(seen)
        self._how.set_error(self._refusal(seen))
        self._apply.setEnabled(bool(seen.changed) and not seen.refused)

    def _refusal(self, seen: Preview) -> str:
        if not seen.refused:
            return ""
        if seen.refused == 1:
            return seen.problem
        more = plural("The same with {n} more.", "The same with {n} more.", seen.refused - 1)
        return f"{seen.problem} {more}"

    def _show(self, seen: Preview) -> None:
        field, places = self._fields[self._field], self._context.shop.decimals
        for number, labels in enumerate(self._rows):
            line = seen.lines[number] if number < len(seen.lines) else None
            words = ("", "", "")
            if line is not None:
                decimals = line.product.decimals
                before = field.words(line.before, places, decimals)
                after = field.words(line.after, places, decimals)
                words = (line.product.name, before, f"→  {after}")
            for label, text in zip(labels, words, strict=True):
                label.setText(text)
                label.setVisible(bool(text) or number == 0)
        self._told.setText(_told(seen))
        self._warning.setVisible(bool(seen.under_cost))
        if seen.under_cost:
            self._warning.say("warn", _under_cost(seen.under_cost))
        does = plural("Change {n} product", "Change {n} products", seen.changed)
        self._apply.setText(does if seen.changed and not seen.refused else tr("Change"))
        self.place()

    def _on_apply(self) -> None:
        from desktop.commands.product_changes import ChangeProducts, change_products

        if self._change is None or self._products is None:
            return
        self._apply.setEnabled(False)
        context = self._context
        keys = tuple(product.id for product in self._products)
        command = ChangeProducts(
            self._id, context.actor(), context.clock.now(), keys,
            self._fields[self._field].key, self._change,
        )  # fmt: skip
        context.work.write(
            self, change_products, command, then=self._on_changed, failed=self._on_refused
        )

    def _on_changed(self, result: "Changed") -> None:
        self.accept()
        title = tr(self._fields[self._field].title)
        words = plural(
            "{field} of {n} product", "{field} of {n} products", result.changed, field=title
        )
        if self._done is not None:
            self._done(result.batch, words, tr("Changed: {what}.", what=words))

    def _on_refused(self, error: UserError) -> None:
        """Nothing was changed; what was typed stays."""
        self._id = self._context.ids.new()
        self._how.set_error(str(error))
        self.line.setFocus()


def _told(seen: Preview) -> str:
    if seen.refused:
        return tr("As long as one of them may not have the value, none is changed.")
    said = plural("{n} product changes.", "{n} products change.", seen.changed)
    if not seen.changed and not seen.same:
        return tr("Nothing is changed before you say so; the first products are shown here.")
    if seen.same:
        stays = plural("{n} stays as it is.", "{n} stay as they are.", seen.same)
        said = f"{said} {stays}" if seen.changed else stays
    more = seen.changed - len(seen.lines)
    if more > 0 and seen.lines:
        shown = tr("These are the first {n}.", n=len(seen.lines))
        said = f"{said} {shown}"
    return said


def _under_cost(count: int) -> str:
    return plural(
        "{n} product will be priced under its cost.",
        "{n} products will be priced under their cost.",
        count,
    )
