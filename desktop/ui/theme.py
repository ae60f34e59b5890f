"""The look: tokens turned into a palette, one style sheet, fonts and icons."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.ui.assets import asset
from desktop.ui.icons import Icons

FAMILY = "Inter"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
SCALES = (90, 100, 115, 130)
MODES = ("system", "light", "dark")
TIGHT_FROM = 20
TIGHT = 98.0

Role = QPalette.ColorRole
Group = QPalette.ColorGroup
PALETTE = {
    Role.Window: "bg.app",
    Role.WindowText: "text.primary",
    Role.Base: "bg.surface",
    Role.AlternateBase: "bg.sunken",
    Role.Text: "text.primary",
    Role.PlaceholderText: "text.muted",
    Role.Button: "bg.raised",
    Role.ButtonText: "text.primary",
    Role.BrightText: "bad.text",
    Role.Highlight: "accent",
    Role.HighlightedText: "accent.on",
    Role.Accent: "accent",
    Role.Link: "accent.text",
    Role.LinkVisited: "accent.text",
    Role.ToolTipBase: "bg.raised",
    Role.ToolTipText: "text.primary",
    Role.Light: "bg.raised",
    Role.Midlight: "bg.hover",
    Role.Mid: "border.subtle",
    Role.Dark: "border.control",
    Role.Shadow: "bg.overlay",
}
# What a token becomes when the system asks for high contrast and its own palette stays.
HIGH_CONTRAST = {
    "bg": Role.Base,
    "text": Role.WindowText,
    "border": Role.WindowText,
    "on": Role.HighlightedText,
    "tint": Role.Base,
}


class Theme(QObject):
    """One look for the whole application; a child of it, as palette and style sheet are its own.

    ``changed`` comes after a switch. Painted widgets need not listen: Qt sends them a StyleChange.
    """

    changed = Signal()

    def __init__(self, app: QApplication, mode: str = "system", scale: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._scale = scale
        self._sizes = _table("scale")
        self._tokens: dict[str, dict[str, QColor]] = {}
        self._fonts: dict[str, QFont] = {}
        self._icons = Icons(self.color)
        self.tints: Mapping[str, str] = {}  # colours that the shop chose for its categories
        # Both are kept: PySide lets go of the hints' inner object with the last Python reference.
        self._hints = app.styleHints()
        self._accessibility = self._hints.accessibility()
        for weight in WEIGHTS:
            QFontDatabase.addApplicationFont(str(asset("fonts", f"Inter-{weight}.ttf")))
        app.setStyle(QStyleFactory.create("Fusion"))
        self.is_dark = self._wants_dark()
        self.is_high_contrast = self._wants_high_contrast()
        self._apply()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._accessibility.contrastPreferenceChanged.connect(self._on_system_changed)

    @property
    def mode(self) -> str:
        """``system``, ``light`` or ``dark``, as chosen."""
        return self._mode

    @property
    def scale(self) -> int:
        """Font size in percent."""
        return self._scale

    def set_mode(self, mode: str) -> None:
        """Switches to one of MODES at once."""
        if mode not in MODES:
            raise ValueError(f"no such theme: {mode}")
        self._mode = mode
        self._renew()

    def set_scale(self, percent: int) -> None:
        """Switches to one of SCALES at once."""
        if percent not in SCALES:
            raise ValueError(f"no such font scale: {percent}")
        self._scale = percent
        self._renew()

    def color(self, token: str) -> QColor:
        """The colour of a token such as ``accent`` or ``text.muted``; KeyError when unknown."""
        name = "dark" if self.is_dark else "light"
        if name not in self._tokens:
            self._tokens[name] = _colors(name)
        color = self._tokens[name][token]
        if not self.is_high_contrast:
            return color
        ends = (token.split(".")[-1], token.split(".")[0])
        role = next((HIGH_CONTRAST[e] for e in ends if e in HIGH_CONTRAST), Role.Highlight)
        return self._app.palette().color(role)

    def px(self, size: int) -> int:
        """A length that grows with the font: row heights, boxes around text."""
        return round(size * self._scale / 100)

    def font(self, role: str = "body") -> QFont:
        """The font of a role of scale.toml (caption, small, body, strong, … number_large)."""
        if role not in self._fonts:
            size, weight, _ = self._sizes["text"][role]
            self._fonts[role] = _font(self.px(size), weight)
        return self._fonts[role]

    def line(self, role: str = "body") -> int:
        """The line height of a text role in pixels."""
        return self.px(self._sizes["text"][role][2])

    def row(self, density: str = "normal") -> int:
        """The height of a row: ``compact``, ``normal`` or ``scan``."""
        return self.px(self._sizes["row"][density])

    def radius(self, kind: str) -> int:
        """Corner radius of a ``key``, ``control``, ``card`` or ``dialog``."""
        return int(self._sizes["radius"][kind])

    def icon(self, name: str, tone: str = "text.secondary", on_tone: str = "") -> QIcon:
        """A Lucide icon that follows the theme."""
        return self._icons.icon(name, tone, on_tone)

    @property
    def icons(self) -> Icons:
        """Pixmaps for those who paint."""
        return self._icons

    def _wants_dark(self) -> bool:
        if self._mode == "system":
            return self._hints.colorScheme() == Qt.ColorScheme.Dark
        return self._mode == "dark"

    def _wants_high_contrast(self) -> bool:
        wish = self._accessibility.contrastPreference()
        return self._mode == "system" and wish == Qt.ContrastPreference.HighContrast

    def _renew(self) -> None:
        self.is_dark = self._wants_dark()
        self.is_high_contrast = self._wants_high_contrast()
        self._fonts.clear()
        self._apply()
        self.changed.emit()

    def _on_system_changed(self) -> None:
        wanted = (self._wants_dark(), self._wants_high_contrast())
        if self._mode == "system" and wanted != (self.is_dark, self.is_high_contrast):
            self._renew()

    def _apply(self) -> None:
        self._app.setFont(self.font("body"))
        if self.is_high_contrast:
            self._app.setPalette(self._app.style().standardPalette())
            self._app.setStyleSheet("")
            return
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(self._sheet())

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in PALETTE.items():
            palette.setColor(role, self.color(token))
        for role in (Role.WindowText, Role.Text, Role.ButtonText):
            palette.setColor(Group.Disabled, role, self.color("text.disabled"))
        palette.setColor(Group.Disabled, Role.Highlight, self.color("bg.hover"))
        palette.setColor(Group.Disabled, Role.HighlightedText, self.color("text.disabled"))
        return palette

    def _sheet(self) -> str:
        """window.qss with ``@px(13)``, ``@radius(card)``, ``@art(check)`` and ``@token`` filled."""
        art = asset("themes", "dark" if self.is_dark else "light").as_posix()
        fill = {
            "px": lambda text: f"{self.px(int(text))}px",
            "radius": lambda text: f"{self.radius(text)}px",
            "art": lambda text: f'url("{art}/{text}.svg")',
        }
        text = asset("themes", "window.qss").read_text(encoding="utf-8")
        text = re.sub(r"@(px|radius|art)\(([\w-]+)\)", lambda m: fill[m[1]](m[2]), text)
        return re.sub(r"@([a-z]+(?:\.[a-z0-9]+)*)", lambda m: self.color(m[1]).name(), text)


def current_theme() -> Theme:
    """The theme of the running application, as ``QApplication.palette()`` is its palette."""
    app = QApplication.instance()
    theme = app.findChild(Theme) if app else None
    if theme is None:
        raise RuntimeError("a Theme is made before the first widget")
    return theme


def paper_font(size: int, weight: QFont.Weight) -> QFont:
    """With plain glyphs only: another form of a figure or a hyphen is no text to a PDF's reader."""
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def _table(name: str) -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(asset("themes", f"{name}.toml").read_text(encoding="utf-8"))


def _colors(name: str) -> dict[str, QColor]:
    text = asset("themes", f"{name}.toml").read_text(encoding="utf-8")
    return {token: QColor(value) for token, value in tomllib.loads(text).items()}


def _font(size: int, weight: int) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    if size >= TIGHT_FROM:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, TIGHT)
    return font
