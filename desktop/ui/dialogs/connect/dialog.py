"""The dialog of the data's place: two choices, fields, the steps of the trial and its verdict."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.jobs.connecting import (
    OPEN,
    PORT,
    Choice,
    FileChoice,
    Place,
    ServerChoice,
    Step,
    forget,
    known_store,
)
from desktop.settings import KnownPlace
from desktop.ui.dialogs.connect import words
from desktop.ui.dialogs.connect.fields import FileFields, ServerFields
from desktop.ui.dialogs.connect.places import PlacesButton
from desktop.ui.dialogs.connect.trial import Trial
from desktop.ui.places import Known
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choice_card import ChoiceCard
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.step_list import StepList
from desktop.ui.widgets.verdict import Verdict

WIDTH = 620
PAUSE_MS = 500


@dataclass(frozen=True)
class Now:
    """How things are: the place in use, the file that is open, and what wins over a choice."""

    choice: Choice
    usual: Path  # the file of this computer's own data folder
    opened: Path | None = None
    winner: str = ""  # --database, DATABASE_URL or DB_HOST
    is_demo: bool = False
    keeps_password: bool = False
    known: tuple[Known, ...] = ()  # places that were opened before, the last used first
    is_target: bool = False  # a place is sought that the shop can be copied to


class ConnectDialog(Dialog):
    """Tries what is typed half a second after the last key; ``chosen`` gives what was connected."""

    chosen = Signal(object)  # Choice

    def __init__(self, parent: QWidget, now: Now, wants_server: bool = False) -> None:
        if now.keeps_password:
            where = tr("The password goes into the system keyring.")
        else:
            where = tr("This computer has no keyring: the password is asked for at each start.")
        subtitle = f"{tr('You can change this later in Settings.')} {where}"
        width = current_theme().px(WIDTH)
        title = tr("Where is your data?")
        if now.is_target:
            title = tr("Where to copy the shop?")
            about = tr("Choose an empty database, or a new file. It is only tried now.")
            subtitle = f"{about} {where}"
        super().__init__(parent, title, subtitle, "database", width)
        self._now = now
        self._done = 0
        self._tried: Choice | None = None
        self._trial = Trial(self)
        self._trial.told.connect(self._on_told)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.test)
        self._make(wants_server or isinstance(now.choice, ServerChoice))
        self._put_buttons()
        self._on_place()

    def test(self, creates: bool = False) -> None:
        """Tries what is typed now; ``creates``: after making the database that is missing."""
        self._pause.stop()
        choice = self._fields().choice()
        self._done, self._tried = 0, None
        self._forbid()
        if choice is None:
            self._trial.forget()
            self._steps.show_steps(words.steps(self._is_file(), 0))
            self._verdict.say("neutral", tr("Fill in where the data is"), self._missing())
            return
        self._tried = choice
        self._steps.show_steps(words.steps(self._is_file(), 0, is_running=True))
        self._verdict.say("neutral", tr("Creating …") if creates else tr("Testing …"))
        self._trial.begin(choice, self._now.opened, creates)

    def _focus_first(self) -> None:
        """Where something is missing, else in the first line."""
        lines = self._fields().lines()
        first = next((line for line in lines if not line.text()), lines[0])
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def _make(self, is_server: bool) -> None:
        given = self._now.choice
        blank = ServerChoice("", PORT, "onhand", "", "", OPEN)
        path = given.path if isinstance(given, FileChoice) else self._now.usual
        self._file = FileFields(path)
        self._server = ServerFields(given if isinstance(given, ServerChoice) else blank)
        self._here = ChoiceCard("hard-drive", tr("This computer"), tr("SQLite file, works offline"))
        self._there = ChoiceCard(
            "server", tr("Store server"), tr("PostgreSQL, shared by all registers")
        )
        (self._there if is_server else self._here).setChecked(True)
        self._there.toggled.connect(self._on_place)
        cards = QWidget()
        row = QHBoxLayout(cards)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._here, 7)
        row.addWidget(self._there, 8)
        self._steps, self._verdict = StepList(), Verdict()
        if self._hindrance():
            self.body.addWidget(Banner("warn", tr("No change here"), self._hindrance()))
        for part in (cards, self._file, self._server, self._steps, self._verdict):
            self.body.addWidget(part)
        for fields in (self._file, self._server):
            fields.changed.connect(self._on_edited)
            for line in fields.lines():
                line.returnPressed.connect(self._on_enter)

    def _put_buttons(self) -> None:
        test = Button(tr("Test connection"), icon="zap", on_click=partial(self.test, False))
        self._test = self.add_button(test, left=True)
        self._places = PlacesButton(self._now.known)
        self._places.chosen.connect(self._on_known)
        self._places.forgotten.connect(self._on_forgotten)
        self.add_button(self._places, left=True)
        make = Button(tr("Create database"), icon="plus", on_click=partial(self.test, True))
        self._create = self.add_button(make, left=True)
        self.add_cancel()
        does = tr("Copy") if self._now.is_target else tr("Connect")
        icon = "copy" if self._now.is_target else "plug"
        connect = Button(does, "primary", icon, self._on_connect)
        self._connect = self.add_button(connect)
        self._connect.setToolTip(self._hindrance())

    def _hindrance(self) -> str:
        """Why a choice would have no effect."""
        if self._now.is_demo:
            return tr("This is the demo shop. Close it and start Onhand without it.")
        if self._now.winner:
            return tr("{name} names the place and wins. Start without it.", name=self._now.winner)
        return ""

    def _is_file(self) -> bool:
        return self._here.isChecked()

    def _fields(self) -> FileFields | ServerFields:
        return self._file if self._is_file() else self._server

    def _missing(self) -> str:
        if self._is_file():
            return tr("The path of the shop's file is missing.")
        return tr("The server's name, a port from 1 to 65535 and the database's name are needed.")

    def _on_place(self) -> None:
        self._file.setVisible(self._is_file())
        self._server.setVisible(not self._is_file())
        self.test()
        self._fit()

    def _on_known(self, choice: Choice) -> None:
        """A place that was used before, into the fields, and tried."""
        if isinstance(choice, FileChoice):
            self._here.setChecked(True)
            self._file.set_path(str(choice.path))
        else:
            self._there.setChecked(True)
            self._server.put(choice)
        self.test()
        self._focus_first()

    def _on_forgotten(self, place: KnownPlace) -> None:
        forget(place, self._now.usual.parent)
        self.test()

    def _on_edited(self) -> None:
        """What was found holds no more."""
        self._trial.forget()
        self._tried = None
        self._forbid()
        self._steps.show_steps(words.steps(self._is_file(), 0))
        self._pause.start()

    def _forbid(self) -> None:
        """What only an answer allows."""
        self._connect.setEnabled(False)
        self._offer_creating(False)

    def _offer_creating(self, is_offered: bool) -> None:
        """In place of the test, which it does afterwards; there is not room for both."""
        has_focus = self._create.hasFocus()
        self._create.setVisible(is_offered)
        self._test.setVisible(not is_offered)
        if has_focus and not is_offered:
            self._test.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_enter(self) -> None:
        if self._tried is None:
            self.test()

    def _on_told(self, told: object) -> None:
        is_file = self._is_file()
        if isinstance(told, Step) and told.error is None:
            self._done += 1
            self._steps.show_steps(words.steps(is_file, self._done, is_running=True))
            return
        if isinstance(told, Step) and told.error is not None:
            self._steps.show_steps(words.steps(is_file, self._done, told.key))
            self._verdict.say(*words.of_failure(told.error))
            self._offer_creating(told.error.code == "may_create" and not self._hindrance())
        elif isinstance(told, Place):
            self._steps.show_steps(words.steps(is_file, len(words.names(is_file))))
            self._show_place(told)
        self._fit()

    def _show_place(self, place: Place) -> None:
        """Where a shop was, no new one is begun; another one is taken by whoever has read so."""
        assert self._tried is not None
        if self._now.is_target:
            self._verdict.say(*words.of_target(place))
            self._connect.setEnabled(place.is_new and not self._hindrance())
            return
        known = known_store(self._tried, self._now.usual.parent)
        self._verdict.say(*words.of_place(place, self._is_file(), known))
        self._tried = replace(self._tried, store_id=place.store)
        is_gone = bool(known) and place.is_new
        self._connect.setEnabled(not (self._hindrance() or place.is_open or is_gone))

    def _fit(self) -> None:
        """As tall as what it says."""
        if self.isVisible():
            self.place()

    def _on_connect(self) -> None:
        if self._tried is not None and self._connect.isEnabled():
            self.accept()
            self.chosen.emit(self._tried)
