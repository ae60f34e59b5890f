"""All variants of a product in one step: typed options, a matrix of cells, one button, one undo."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands.families import MakeVariants, make_variants, variant_problems
from desktop.commands.imports.items import Imported, ImportProblem, ImportRefused
from desktop.domain.errors import UserError
from desktop.domain.matrix import Option, check_options, short_values, usual_pattern
from desktop.domain.permissions import Permission
from desktop.queries.families import Family, family_of, free_codes
from desktop.ui.context import Context
from desktop.ui.dialogs.variants.grid import COUNTED, Grid
from desktop.ui.dialogs.variants.model import MatrixModel
from desktop.ui.dialogs.variants.options import OptionsEdit
from desktop.ui.dialogs.variants.table import MatrixTable
from desktop.ui.edits import Deed
from desktop.ui.rights import Right
from desktop.ui.text import money, plural, quantity, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Check
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

WIDE, TALL, LOW = 1000, 290, 110
REST_MS = 250  # after the last key, before the shop is asked
MOST_PROBLEMS = 500
SHOWN_SHORT = 6
FIELDS = {"stock": "opening", "name": "sku", "parent": "options"}
Done = Callable[[UUID, str, str, Deed], object]


class VariantsDialog(Dialog):
    """``done(batch, words, sentence, deed)`` comes when the variants are made."""

    def __init__(self, parent: QWidget, context: Context, product: UUID, done: Done) -> None:
        sentence = tr("Type what tells them apart; every combination becomes a product of its own.")
        super().__init__(parent, tr("Variants"), sentence, "boxes", width=WIDE)
        self._context, self._done = context, done
        self._id = context.ids.new()
        self._family: Family | None = None
        self._unread: dict[tuple[int, str], str] = {}  # cells that hold no figure
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._check)
        self._waiting = Label(tr("The product is being read."), "body", "secondary")
        self.body.addWidget(self._waiting)
        self.add_cancel()
        self.make = self.add_button(Button(tr("Make variants"), "primary", "check", self._on_make))
        self.make.setEnabled(False)
        self._may = Right(self, context, Permission.EDIT_PRODUCT)
        self.make.setToolTip(self._may.reason)
        context.work.read(
            self, family_of, product, context.shop.store,
            then=self._on_family, failed=self._on_gone,
        )  # fmt: skip

    def _on_gone(self, error: UserError) -> None:
        self._waiting.set_tone("bad")
        self._waiting.setText(str(error))

    def _on_family(self, family: Family) -> None:
        self._family = family
        self.retitle(tr("Variants of {name}", name=family.name), self._subtitle.text())
        self._waiting.hide()
        self.grid = Grid(family, partial(_words, family.decimals, self._context.shop.decimals))
        self.options = OptionsEdit(family.options)
        self.pattern = LineEdit(usual_pattern(family.options))
        self._is_own_pattern = False
        self.coded = Check(tr("Give each a barcode of the shop’s own (EAN-13)"))
        self.model = MatrixModel(self.grid)
        self.table = MatrixTable(self.model)
        self.table.setFixedHeight(current_theme().px(LOW))
        self._put_together(family)
        self.options.edited.connect(self._on_options)
        self.pattern.textEdited.connect(self._on_pattern)
        self.coded.toggled.connect(self._on_coded)
        self.model.changed.connect(self._on_typed)
        self.table.pointed.connect(self._tell)
        self._on_options()
        self.options.lines[0].name.setFocus()
        self.place()

    def _put_together(self, family: Family) -> None:
        self._pattern = Field(tr("SKU pattern"), self.pattern)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._pattern, 1)
        row.addWidget(self.coded)
        self.told = Label("", "body", wrap=True)
        self.told.setFixedHeight(2 * current_theme().line("body"))
        self.told.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.keys = Label(
            tr("Enter edits a cell · Ctrl V pastes a block · Ctrl D fills down · Del leaves a"
               " variant out or takes it in"),
            "small", "muted",
        )  # fmt: skip
        for part in (self.options, row, self.table, self.keys, self.told):
            if isinstance(part, QHBoxLayout):
                self.body.addLayout(part)
            else:
                self.body.addWidget(part)

    def place(self) -> None:
        """The table gives way where the window is low and the letters large."""
        if self._family is not None:
            self.give_way(self.table, current_theme().px(LOW), current_theme().px(TALL))
        super().place()

    def _on_options(self) -> None:
        if not self._is_own_pattern:
            self.pattern.setText(usual_pattern(self.options.options))
        self._renew()

    def _on_pattern(self) -> None:
        self._is_own_pattern = True
        self._renew()

    def _renew(self) -> None:
        """Other rows; where the options or the pattern cannot be, the rows stay as they were."""
        options = self.options.options
        try:
            if options:
                check_options(options)
            self.grid.show(options, self.pattern.text())
        except UserError as error:
            is_pattern = error.field == "pattern"
            self._pattern.set_error(str(error) if is_pattern else "")
            self._refuse("" if is_pattern else str(error))
            return
        self._pattern.set_hint(_shortened(self.options.options))
        self.model.renew()
        self._on_typed()

    def _refuse(self, sentence: str) -> None:
        self._rest.stop()
        self.make.setEnabled(False)
        self.told.set_tone("bad")
        self.told.setText(sentence)

    def _on_coded(self, is_on: bool) -> None:
        work = self._context.work
        if not is_on:
            self._on_codes(())
            return
        store, count = self._context.shop.store, self.grid.wants_codes
        work.read(self, free_codes, store, count, then=self._on_codes, failed=self._on_refused)

    def _on_codes(self, codes: Sequence[str]) -> None:
        self.grid.put_codes(codes)
        self.model.show_wrong({})
        self._on_typed()

    def _on_typed(self) -> None:
        """What is wrong is looked for when the keys rest."""
        is_short = self.coded.isChecked() and len(self.grid.codes) < self.grid.wants_codes
        if is_short:
            self._on_coded(True)
            return
        self._tell()
        self._rest.start()

    def _command(self) -> MakeVariants | None:
        """What is to be done with the cells that can be read; None where that is nothing."""
        assert self._family is not None
        variants, self._unread = self.grid.wanted()
        context = self._context
        empties = self._family.own_stock != 0
        command = MakeVariants(
            self._id, context.actor(), context.clock.now(), self._family.product, variants, empties
        )
        return command if variants else None

    def _check(self) -> None:
        command = self._command()
        if command is None:
            self._on_checked(())
            return
        self._context.work.read(
            self, variant_problems, command, MOST_PROBLEMS,
            then=self._on_checked, failed=self._on_refused,
        )  # fmt: skip

    def _on_checked(self, problems: Sequence[ImportProblem]) -> None:
        if not self._rest.isActive():
            self.model.show_wrong(_placed(problems) | self._unread)
            self._tell()

    def _tell(self) -> None:
        """How many are made, or what is wrong here, else what is wrong first."""
        assert self._family is not None
        made = self.grid.told()[0]
        problems = self.model.problems
        self.make.setText(
            plural("Make {n} variant", "Make {n} variants", made) if made else tr("Save")
        )
        is_good = not problems and bool(self.grid.wanted()[0]) and not self._may.reason
        self.make.setEnabled(is_good)
        self.told.set_tone("bad" if problems else "primary")
        if not problems:
            self.told.setText(_summary(self._family, self.grid))
            return
        here = self.table.currentIndex()
        at = here if self.model.wrong(here) else self.model.first_wrong()
        head = plural("{n} cell is wrong. ", "{n} cells are wrong. ", problems)
        row = tr("Row {n}: {reason}", n=at.row() + 1, reason=self.model.wrong(at))
        self.told.setText(head + row)

    def _on_make(self) -> None:
        command = self._command()
        if command is None or self._unread:
            self._check()
            return
        self.make.setEnabled(False)
        self._context.work.write(
            self, make_variants, command, then=partial(self._on_made, command),
            failed=self._on_refused,
        )  # fmt: skip

    def _on_made(self, command: MakeVariants, done: Imported) -> None:
        assert self._family is not None
        words = tr("Variants of {name}", name=self._family.name)
        said = plural("{n} variant was made", "{n} variants were made", done.created)
        if not done.created:
            said = tr("The variants were changed")
        self._done(done.id, words, said, (make_variants, replace(command, is_again=True)))
        self.accept()

    def _on_refused(self, error: UserError) -> None:
        if isinstance(error, ImportRefused):
            self.model.show_wrong(_placed(error.problems))
            self._tell()
            self.table.go_to(self.model.first_wrong())
            return
        self._refuse(str(error))


def _placed(problems: Sequence[ImportProblem]) -> dict[tuple[int, str], str]:
    """The problems at their cells; what is wrong with the parent stands in the first row."""
    found: dict[tuple[int, str], str] = {}
    for problem in problems:
        cell = FIELDS.get(problem.field, problem.field)
        found.setdefault((max(problem.row - 1, 0), cell), problem.reason)
    return found


def _words(decimals: int, cents: int, cell: str, value: Decimal | None) -> str:
    """A figure as it stands in a cell."""
    if value is None:
        return ""
    return quantity(value, decimals) if cell in COUNTED else money(value, cents)


def _shortened(options: Sequence[Option]) -> str:
    """What stands for long values: "Dark blue → DB"."""
    pairs = [
        f"{value} → {short}"
        for option in options
        for value, short in short_values(option.values).items()
        if short.casefold() != value.casefold()
    ]
    more = " …" if len(pairs) > SHOWN_SHORT else ""
    hint = tr("Shortened: {pairs}", pairs=", ".join(pairs[:SHOWN_SHORT]) + more)
    return hint if pairs else tr("Values of up to four letters stand as they are.")


def _summary(family: Family, grid: Grid) -> str:
    """How many are made, and what becomes of the product's own stock."""
    made, there, out = grid.told()
    parts = [plural("{n} will be made.", "{n} will be made.", made)] if made else []
    parts += [plural("{n} is there already.", "{n} are there already.", there)] if there else []
    parts += [plural("{n} is left out.", "{n} are left out.", out)] if out else []
    if family.own_stock and made:
        told = tr(
            "{name} itself has {held} on hand, which is counted as 0: type under On hand how"
            " many of each variant there are ({typed} so far).",
            name=family.name, held=quantity(family.own_stock, family.decimals),
            typed=quantity(grid.opened(), family.decimals),
        )  # fmt: skip
        parts.append(told)
    return " ".join(parts) or tr("Type an option, as Size, and its values: S, M, L.")
