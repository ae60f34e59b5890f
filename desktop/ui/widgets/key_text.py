"""What a key press may be of a scanned code: its text, a control character, or none of it."""

import sys

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from desktop.domain.scanning import ENTER, MUTE, TAB

Key = Qt.Key
Modifier = Qt.KeyboardModifier

ESCAPE = "\x1b"
LAST_NUMBER = 255


SILENT = frozenset(
    {
        Key.Key_Shift,
        Key.Key_Control,
        Key.Key_Alt,
        Key.Key_AltGr,
        Key.Key_Meta,
        Key.Key_Mode_switch,
        Key.Key_CapsLock,
        Key.Key_NumLock,
        Key.Key_ScrollLock,
    }
)
EDITING = frozenset({Key.Key_Backspace, Key.Key_Delete})
ENTERS = frozenset({Key.Key_Return, Key.Key_Enter})
COMMANDS = Modifier.ControlModifier | Modifier.AltModifier | Modifier.MetaModifier
ALT_TYPES = sys.platform == "darwin"


def key_text(event: QKeyEvent) -> str | None:
    """The text for ``scanning.feed``; None for Shift and its like, which mean nothing alone.

    A scanner sends control characters as Ctrl combinations (GS is Ctrl+]) and some as function
    keys; these come back as the character or as MUTE. "" is a key that only a person presses.
    """
    key, text = event.key(), event.text()
    if key in SILENT:
        return None
    pressed = event.modifiers() & COMMANDS
    if not pressed and key in ENTERS:
        return ENTER
    if not pressed and key == Key.Key_Tab:
        return TAB
    if key in EDITING:
        return ""
    if len(text) == 1 and text < " ":
        return text
    if pressed == Modifier.ControlModifier and Key.Key_At <= key <= Key.Key_Underscore:
        return chr(key & 0x1F)
    if text.isprintable() and text and _types(pressed):
        return text
    is_function = Key.Key_F1 <= key <= Key.Key_F35
    return MUTE if is_function or pressed else ""


class AltNumber:
    """A character given by its number: Alt held, 0 0 2 9 on the number pad, Alt let go."""

    def __init__(self) -> None:
        self._digits = ""
        self._composed = ""

    def takes(self, event: QKeyEvent) -> bool:
        """Whether this press is a digit of a number, or what Windows composed of it as well."""
        both = Modifier.AltModifier | Modifier.KeypadModifier
        if event.modifiers() & both == both and Key.Key_0 <= event.key() <= Key.Key_9:
            self._digits = (self._digits + chr(event.key()))[-4:]
            return True
        if event.key() == Key.Key_unknown:  # the character as composed here
            return False
        composed, self._composed = self._composed, ""
        return bool(composed) and event.key() == 0 and event.text() == composed

    def released(self, event: QKeyEvent) -> QKeyEvent | None:
        """The press of the composed character, when this is Alt let go after its digits."""
        if event.key() != Key.Key_Alt or not self._digits:
            return None
        number, self._digits = int(self._digits), ""
        if number > LAST_NUMBER:
            return None
        self._composed = chr(number)
        typed = QKeyEvent(
            QEvent.Type.KeyPress, Key.Key_unknown, Modifier.NoModifier, self._composed
        )
        typed.setTimestamp(event.timestamp())
        return typed


def _types(pressed: Qt.KeyboardModifier) -> bool:
    """Whether these modifiers leave the key a character: none, AltGr (Ctrl and Alt), Option."""
    alt_gr = Modifier.ControlModifier | Modifier.AltModifier
    return not pressed or pressed == alt_gr or (ALT_TYPES and pressed == Modifier.AltModifier)
