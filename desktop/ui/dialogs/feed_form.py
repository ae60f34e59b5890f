"""A feed's form: where its file is, how it is read, how often, and whose value counts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.feeds import POLICY, SaveFeed, save_feed
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.dates import ORDERS
from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.jobs.importing.choices import EIGHT_BIT, IGNORED, Choices
from desktop.jobs.importing.feeding import kept_choices
from desktop.jobs.importing.fetching import is_address
from desktop.queries.feeds import KINDS, FeedCard
from desktop.ui.context import Context
from desktop.ui.file_dialog import one_file
from desktop.ui.rights import Right
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.form import Form
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

POLICIES = {"feed": "The feed's", "shop": "The shop's", "ask": "Ask each time"}
SAID = ("decimal", "dates", "encoding")  # of the choices; the others stay as they are


class FeedForm(Dialog):
    """``card`` None makes a new one. ``done(batch, name)`` comes after the commit.

    ``place`` and ``choices``: where a new one lies and how it is read, as somebody said already.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        card: FeedCard | None,
        done: Callable[[UUID, str], object],
        place: str = "",
        choices: Choices = Choices(),  # noqa: B008 - frozen
    ) -> None:
        title = tr("New feed") if card is None else tr("Change {name}", name=card.name)
        super().__init__(parent, title, icon="refresh-cw")
        self._context = context
        self._card = card
        self._done = done
        self._id = context.ids.new()
        self._kept = dict(card.choices) if card else kept_choices(choices)
        self.form = Form(_fields(), wide=("name", "place"))
        self.form.show_values(_values(card) if card else _new(place, choices.profile, self._kept))
        self.body.addWidget(self.form)
        if words := also_said(self._kept):
            self.body.addWidget(Label(words, "small", "secondary", wrap=True))
        choose = Button(tr("Choose a file …"), icon="folder-open", on_click=self._on_choose)
        self.add_button(choose, left=True)
        self.add_cancel()
        self._save = self.add_button(Button(tr("Save"), "primary", "check", self._on_save))
        Right(self, context, Permission.IMPORT, self._save, choose)

    def _on_choose(self) -> None:
        lists = tr("Lists (*.csv *.txt *.tsv *.json *.xlsx *.xlsm *.xls *.ods)")
        kinds = [lists, tr("All files (*)")]
        if path := one_file(self, tr("File of the feed"), Path.home(), kinds):
            self.form.show_values(self.form.typed() | {"place": str(path)})

    def _on_save(self) -> None:
        self.form.clear_errors()
        typed = self.form.typed()
        try:
            hours = int(typed["every_hours"]) if typed["every_hours"].strip() else None
        except ValueError:
            self.form.refuse(UserError(tr("Hours are a whole number."), field="every_hours"))
            return
        self._save.setEnabled(False)
        card = self._card
        command = SaveFeed(
            *(self._id, self._context.actor(), self._context.clock.now()),
            name=typed["name"],
            place=typed["place"],
            profile=typed["profile"],
            choices=_choices(self._kept, typed),
            every_hours=hours,
            is_active=hours is not None,
            feed=card.feed if card else None,
            version=card.version if card else 0,
            seen=_seen(card) if card else None,
        )
        self._context.work.write(
            self, save_feed, command, then=self._on_saved, failed=self._on_refused
        )

    def _on_saved(self, _feed: UUID) -> None:
        self.accept()
        self._done(self._id, self.form.typed()["name"].strip())

    def _on_refused(self, error: UserError) -> None:
        """Nothing typed is lost; who was faster is told."""
        self._save.setEnabled(True)
        if isinstance(error, ChangedMeanwhile):
            error = UserError(error.message, tr("Close this and look at it again."))
        self.form.refuse(error)
        self.place()


def _fields() -> dict[str, Field]:
    kinds = [(str(choice.value), tr(choice.title)) for choice in KINDS]
    decimals = [("", tr("Automatic")), (".", "12.50"), (",", "12,50")]
    dates = [("", tr("Automatic")), *((key, tr(words)) for key, words in ORDERS.items())]
    letters = [("", tr("Automatic")), ("utf-8", "UTF-8"), *EIGHT_BIT.items()]
    policies = [(key, tr(words)) for key, words in POLICIES.items()]
    return {
        "name": Field(tr("Name"), LineEdit()),
        "place": Field(tr("File, folder or https address"), LineEdit(),
                       tr("Of a folder, its newest file; /*.csv at the end takes only such")),
        "profile": Field(tr("Kind of file"), Combo(kinds)),
        "every_hours": Field(tr("Hours between readings"), LineEdit(),
                             tr("Empty: only when you read it")),
        POLICY: Field(tr("Whose value counts"), Combo(policies),
                      tr("If shop and feed changed it")),
        "decimal": Field(tr("Decimals"), Combo(decimals)),
        "dates": Field(tr("Dates"), Combo(dates)),
        "encoding": Field(tr("Letters"), Combo(letters)),
    }  # fmt: skip


def _new(place: str, profile: str, kept: dict[str, Any]) -> dict[str, str]:
    """A new one's words; it is called as its file."""
    told = {key: str(kept.get(key, "")) for key in SAID}
    name = Path(urlsplit(place).path if is_address(place) else place).stem
    return told | {"name": name, "place": place, "profile": profile, POLICY: "feed"}


def also_said(kept: dict[str, Any]) -> str:
    """What was said of the file and stands in no field of the form."""
    told = []
    columns = [field for _, field in kept.get("columns", ()) if field != IGNORED]
    if columns:
        told.append(plural("{n} column as chosen", "{n} columns as chosen", len(columns)))
    if kept.get("header") is not None:
        row = kept["header"]
        words = tr("names of columns in row {n}", n=row) if row else tr("columns without names")
        told.append(words)
    if kept.get("sheet"):
        told.append(tr("sheet {name}", name=kept["sheet"]))
    if kept.get("delimiter"):
        told.append(tr("cells parted by {sign}", sign=kept["delimiter"].replace("\t", tr("tabs"))))
    if kept.get("vendor"):
        told.append(tr("prices of {name}", name=kept["vendor"]))
    if kept.get("leaves_out"):
        told.append(tr("rows with problems stay out"))
    return tr("Also kept: {what}.", what=", ".join(told)) if told else ""


def _values(card: FeedCard) -> dict[str, str]:
    """The card as the form's words."""
    told = {key: str(card.choices.get(key, "")) for key in (*SAID, POLICY)}
    hours = "" if card.every_hours is None else str(card.every_hours)
    return told | {
        "name": card.name,
        "place": card.place,
        "profile": card.profile,
        "every_hours": hours,
        POLICY: told[POLICY] or "feed",
    }


def _choices(kept: dict[str, Any], typed: dict[str, str]) -> dict[str, Any]:
    rest = {key: value for key, value in kept.items() if key not in SAID}
    said = {key: typed[key] for key in SAID if typed[key]}
    return rest | said | {POLICY: typed[POLICY]}


def _seen(card: FeedCard) -> dict[str, Any]:
    names = ("name", "place", "profile", "choices", "every_hours", "is_active")
    return {name: getattr(card, name) for name in names}
