"""What is to be made: the format, the folder, and whether it is tried at once."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.jobs.backup.making import TRIED, Order, Room, Way
from desktop.ui.dialogs.backup import words
from desktop.ui.file_dialog import one_folder
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choice_card import ChoiceCard
from desktop.ui.widgets.choices import Check
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import ElideLabel, Label

ICONS = {"sqlite": "hard-drive", "portable": "archive"}


class Choice(QWidget):
    """``changed`` tells that another format or folder was chosen."""

    changed = Signal()

    def __init__(self, ways: list[Way], folder: Path) -> None:
        super().__init__()
        self._cards: dict[str, ChoiceCard] = {}
        self.folder = folder
        self._place = ElideLabel(str(folder), "body", "secondary")
        self._room = Label("", "small", "muted")
        self._tried = Check(tr("Restore it on trial at once (takes longer)"), True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._formats(ways))
        missing = next((way.hindrance for way in ways if way.hindrance), "")
        if missing:
            column.addWidget(Label(missing, "small", "muted", wrap=True))
        column.addWidget(self._where())
        column.addWidget(self._room)
        column.addWidget(self._tried)

    @property
    def form(self) -> str:
        """The format that is chosen."""
        return next(form for form, card in self._cards.items() if card.isChecked())

    def order(self) -> Order:
        """What is wanted now."""
        is_tried = self._tried.isChecked() and self.form in TRIED
        return Order(self.form, self.folder, is_tried=is_tried, is_aside=True)

    def say_room(self, room: Room) -> None:
        """How much is free, and about how much it takes."""
        self._room.setText(words.room_words(room))
        self._room.set_tone("muted" if room.is_enough else "bad")

    def take(self, folder: Path) -> None:
        """Another folder."""
        self.folder = folder
        self._place.setText(str(folder))
        self.changed.emit()

    def _formats(self, ways: list[Way]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, way in enumerate(ways):
            title, sentence = words.FORMATS[way.form]
            card = ChoiceCard(ICONS.get(way.form, "database"), tr(title), tr(sentence))
            card.setEnabled(not way.hindrance)
            card.setToolTip(way.hindrance)
            card.setChecked(number == 0)
            card.toggled.connect(self._on_format)
            self._cards[way.form] = card
            grid.addWidget(card, number // 2, number % 2)
        return grid

    def _where(self) -> Field:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._place, 1)
        line.addWidget(Button(tr("Change…"), icon="folder-open", on_click=self._on_change))
        return Field(tr("Folder"), row)

    def _on_format(self, is_on: bool) -> None:
        if is_on:
            self._tried.setEnabled(self.form in TRIED)
            self.changed.emit()

    def _on_change(self) -> None:
        if chosen := one_folder(self, tr("Folder"), self.folder):
            self.take(chosen)
