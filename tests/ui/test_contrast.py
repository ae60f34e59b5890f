"""Every pair of colours that may meet, against WCAG 2; a colour without a pair fails too."""

import math
import tomllib

import pytest
from PySide6.QtGui import QColor

from desktop.ui.assets import asset

THEMES = ("light", "dark")
GROUNDS = ("bg.app", "bg.nav", "bg.surface", "bg.raised", "bg.sunken", "bg.hover", "bg.selected")
TONES = ("accent", "ok", "warn", "bad", "info")
MODES = ("sell", "receive", "count", "move", "lookup")
THUMBS = (
    *("brown", "sky", "green", "amber", "red", "blue"),
    *("sand", "pink", "rose", "teal", "lime", "violet"),
)
TEXT, LINE = 4.5, 3.0
# Grounds, hairlines that only please, disabled text (exempt), areas under a line, the veil.
WITHOUT_PAIR = {
    *GROUNDS,
    *(f"{tone}.tint" for tone in TONES),
    *(f"thumb.{tint}" for tint in THUMBS),
    "bg.overlay",
    "border.subtle",
    "text.disabled",
    "chart.fan50",
    "chart.fan80",
    "chart.fan95",
    "chart.grid",
}


def pairs() -> list[tuple[str, str, float]]:
    """(what is drawn, what it lies on, least ratio)."""
    found = [
        (f"text.{tone}", ground, TEXT)
        for tone in ("primary", "secondary", "muted")
        for ground in GROUNDS
    ]
    found += [("text.secondary", f"{tone}.tint", TEXT) for tone in TONES]
    found += [("text.primary", f"{tone}.tint", TEXT) for tone in TONES]
    found += [(f"{tone}.text", ground, TEXT) for tone in TONES for ground in GROUNDS]
    found += [(f"{tone}.text", f"{tone}.tint", TEXT) for tone in TONES]
    found += [(f"{tone}.on", tone, TEXT) for tone in TONES]
    found += [("accent.on", f"accent.{state}", TEXT) for state in ("hover", "pressed")]
    found += [("accent.on", f"mode.{mode}", TEXT) for mode in MODES]
    found += [("accent.on", tone, TEXT) for tone in ("warn", "bad", "ok")]
    found += [("text.inverse", "text.primary", TEXT), ("avatar.on", "avatar", TEXT)]
    found += [(f"thumb.{tint}.on", f"thumb.{tint}", TEXT) for tint in THUMBS]
    found += [("border.control", ground, LINE) for ground in ("bg.surface", "bg.raised", "bg.app")]
    found += [("border.focus", ground, LINE) for ground in GROUNDS]
    found += [(fill, "bg.surface", LINE) for fill in ("ok", "warn", "bad", "accent")]
    found += [(f"chart.{n}", "bg.surface", LINE) for n in range(1, 7)]
    found += [("chart.axis", "bg.surface", TEXT)]
    fans = ("bg.surface", "chart.fan50", "chart.fan80", "chart.fan95")
    found += [("chart.history", ground, LINE) for ground in fans]
    found += [("chart.forecast", ground, LINE) for ground in fans]
    return found


def colors(theme: str) -> dict[str, str]:
    return tomllib.loads(asset("themes", f"{theme}.toml").read_text("utf-8"))


def luminance(color: QColor) -> float:
    channels: tuple[float, ...] = (color.redF(), color.greenF(), color.blueF())
    parts = [c / 12.92 if c <= 0.04045 else math.pow((c + 0.055) / 1.055, 2.4) for c in channels]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def ratio(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours, 1 … 21."""
    bright, dark = sorted((luminance(QColor(c)) for c in (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_of_colours_can_be_told_apart(theme: str) -> None:
    known = colors(theme)
    weak = {
        f"{ink} on {ground}": round(ratio(known[ink], known[ground]), 2)
        for ink, ground, least in pairs()
        if ratio(known[ink], known[ground]) < least
    }
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES)
def test_a_colour_without_a_pair_is_not_let_in(theme: str) -> None:
    paired = {token for ink, ground, _ in pairs() for token in (ink, ground)}
    assert set(colors(theme)) - paired - WITHOUT_PAIR == set()


def test_both_themes_name_the_same_colours() -> None:
    assert set(colors("light")) == set(colors("dark"))
