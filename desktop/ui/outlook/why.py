"""Why the forecast says so: its factors as sentences, how it did on the past, how sure it is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.outlook import Outlook
from desktop.ui.outlook import words
from desktop.ui.text import tr
from desktop.ui.widgets.card import line
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.scrolled import PanelBody, clear

STEP = 60


class Why(PanelBody):
    """Sentences; each that needs it has its definition as a tooltip."""

    def __init__(self) -> None:
        super().__init__(tr("Why"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def scroll_by(self, steps: int) -> None:
        """Further down, or up again."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + steps * STEP)

    def show_outlook(self, told: Outlook) -> None:
        """Another product's."""
        clear(self.parts)
        self._add(words.sentence(told), "medium", words.DEFINITIONS["usual"])
        reasons = words.reasons(told)
        if told.ahead:
            trust = tr("{words}.", words=words.trust(told).capitalize())
            self._add(trust, "body", words.DEFINITIONS["confidence"])
        if told.ahead and (chance := words.chance_in_lead(told)) is not None:
            said = tr("{share} chance to be out before a delivery.", share=words.share(chance))
            self._add(said, "body", words.DEFINITIONS["chance"])
        if reasons:
            self.parts.addWidget(line())
        for sentence in reasons:
            self._add(sentence, "body", "")
        if told.explained is not None:
            self.parts.addWidget(line())
            sentence = words.back_test(told.explained)
            self._add(sentence, "body", words.DEFINITIONS["accuracy"])
        self.parts.addStretch(1)
        self.setAccessibleDescription(" ".join([words.sentence(told), *reasons]))

    def add(self, widget: QWidget) -> None:
        """Something after the sentences."""
        self.parts.insertWidget(self.parts.count() - 1, widget)

    def _add(self, sentence: str, role: str, meaning: str) -> None:
        label = Label(sentence, role, "primary" if role == "medium" else "secondary", wrap=True)
        if meaning:
            label.setToolTip(tr(meaning))
            label.setAccessibleDescription(tr(meaning))
        self.parts.addWidget(label)
