"""The theme: tokens, fonts, sheet and switching."""

import re
import tomllib

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.assets import asset
from desktop.ui.theme import HIGH_CONTRAST, SCALES, Theme, current_theme

ART = {
    "chevron-down": ("chevron-down", "text.secondary"),
    "chevron-up": ("chevron-up", "text.secondary"),
    "chevron-off": ("chevron-down", "text.disabled"),
    "check": ("check", "accent.on"),
    "minus": ("minus", "accent.on"),
}


def test_the_running_application_has_one_theme(theme: Theme) -> None:
    assert current_theme() is theme


@pytest.mark.parametrize(("mode", "ground"), [("light", "#f3f4f7"), ("dark", "#13161b")])
def test_a_switch_changes_tokens_palette_and_tells(
    theme: Theme, qapp: QApplication, qtbot: QtBot, mode: str, ground: str
) -> None:
    theme.set_mode("dark" if mode == "light" else "light")
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(mode)
    assert theme.color("bg.app").name() == ground
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == ground


def test_an_unknown_mode_scale_or_token_is_refused(theme: Theme) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.set_mode("sepia")
    with pytest.raises(ValueError, match="117"):
        theme.set_scale(117)
    with pytest.raises(KeyError):
        theme.color("bg.pink")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("scale", SCALES)
def test_the_sheet_has_no_open_place(
    theme: Theme, qapp: QApplication, mode: str, scale: int
) -> None:
    theme.set_mode(mode)
    theme.set_scale(scale)
    assert re.findall(r"@[\w.(]+", qapp.styleSheet()) == []
    for path in re.findall(r'url\("(.+?)"\)', qapp.styleSheet()):
        assert asset().joinpath(path).is_file()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", ART)
def test_the_arrows_of_combos_and_spin_boxes_have_the_colours_of_their_theme(
    mode: str, name: str
) -> None:
    source, token = ART[name]
    tokens = tomllib.loads(asset("themes", f"{mode}.toml").read_text("utf-8"))
    drawn = asset("themes", mode, f"{name}.svg").read_text("utf-8")
    icon = asset("icons", f"{source}.svg").read_text("utf-8")
    expected = icon.replace("currentColor", tokens[token].lower())
    assert drawn.replace('stroke-width="3"', 'stroke-width="2"') == expected


def test_the_bundled_font_is_in_use_with_its_weights(theme: Theme) -> None:
    assert QFontInfo(theme.font("body")).family() == "Inter"
    light, bold = QFont(theme.font("body")), QFont(theme.font("body"))
    bold.setWeight(QFont.Weight.Bold)
    assert QFontMetricsF(bold).horizontalAdvance("Onhand") > QFontMetricsF(light).horizontalAdvance(
        "Onhand"
    )


def test_figures_are_tabular_in_every_label(theme: Theme, qtbot: QtBot) -> None:
    label = QLabel("1")
    qtbot.addWidget(label)
    label.setProperty("uiRole", "display")
    label.ensurePolished()
    metrics = QFontMetricsF(label.font())
    assert metrics.horizontalAdvance("111") == pytest.approx(metrics.horizontalAdvance("888"))


@pytest.mark.parametrize(("scale", "size"), [(90, 12), (100, 13), (115, 15), (130, 17)])
def test_the_font_scale_reaches_fonts_sheet_and_heights(
    theme: Theme, qapp: QApplication, scale: int, size: int
) -> None:
    theme.set_scale(scale)
    assert theme.font("body").pixelSize() == size
    assert qapp.font().pixelSize() == size
    assert theme.row("normal") == round(46 * scale / 100)


def test_a_focused_input_does_not_change_its_height(theme: Theme, qtbot: QtBot) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    calm = edit.sizeHint().height()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    assert edit.sizeHint().height() == calm


def test_an_input_and_a_combo_are_equally_high(theme: Theme, qtbot: QtBot) -> None:
    edit, combo = QLineEdit(), QComboBox()
    for widget in (edit, combo):
        qtbot.addWidget(widget)
        widget.ensurePolished()
    assert edit.sizeHint().height() == combo.sizeHint().height() >= 32


def test_high_contrast_takes_every_colour_from_the_systems_palette(
    theme: Theme, qapp: QApplication
) -> None:
    palette = qapp.palette()
    theme.is_high_contrast = True
    try:
        assert theme.color("text.muted") == palette.color(HIGH_CONTRAST["text"])
        assert theme.color("bg.nav") == palette.color(HIGH_CONTRAST["bg"])
        assert theme.color("ok.tint") == palette.color(HIGH_CONTRAST["tint"])
        assert theme.color("accent") == palette.color(QPalette.ColorRole.Highlight)
    finally:
        theme.is_high_contrast = False
