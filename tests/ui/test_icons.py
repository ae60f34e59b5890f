"""Icons: in the colour of the theme, sharp, and all there."""

import tomllib

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.queries.jobs import KINDS, STATUSES
from desktop.ui.assets import asset
from desktop.ui.navigation import PAGES
from desktop.ui.theme import Theme

SHIPPED = {path.stem for path in asset("icons").glob("*.svg")}


def colors_in(pixmap: QPixmap) -> set[str]:
    """The colours of all fully opaque pixels."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {color.name() for color in pixels if color.alpha() == 255}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_is_drawn_at_the_screens_ratio(theme: Theme, ratio: float) -> None:
    pixmap = theme.icons.pixmap("check", "accent", 16, ratio)
    assert pixmap.width() == round(16 * ratio)
    assert pixmap.devicePixelRatio() == ratio
    assert pixmap.deviceIndependentSize().toSize() == QSize(16, 16)


def test_an_icon_follows_the_theme_without_being_made_again(theme: Theme) -> None:
    icon = theme.icon("square" if "square" in SHIPPED else "box", "accent.text")
    light = colors_in(icon.pixmap(48, 48))
    theme.set_mode("dark")
    dark = colors_in(icon.pixmap(48, 48))
    assert theme.color("accent.text").name() in dark
    assert light.isdisjoint(dark)


@pytest.mark.parametrize(
    ("mode", "state", "token"),
    [
        (QIcon.Mode.Normal, QIcon.State.Off, "text.secondary"),
        (QIcon.Mode.Normal, QIcon.State.On, "accent.text"),
        (QIcon.Mode.Disabled, QIcon.State.On, "text.disabled"),
    ],
)
def test_a_checked_and_a_disabled_icon_have_their_own_colours(
    theme: Theme, mode: QIcon.Mode, state: QIcon.State, token: str
) -> None:
    pixmap = theme.icon("box", "text.secondary", "accent.text").pixmap(QSize(48, 48), mode, state)
    assert colors_in(pixmap) == {theme.color(token).name()}


def test_an_icon_outlives_the_collector(theme: Theme, qapp: QApplication) -> None:
    import gc

    icon = QIcon(theme.icon("bell", "bad.text"))
    gc.collect()
    assert colors_in(icon.pixmap(48, 48)) == {theme.color("bad.text").name()}


def test_a_drawing_is_made_once(theme: Theme) -> None:
    first = theme.icons.pixmap("bell", "accent", 20)
    assert theme.icons.pixmap("bell", "accent", 20).cacheKey() == first.cacheKey()


def test_a_missing_drawing_is_an_error(theme: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        theme.icons.pixmap("no-such-drawing", "accent", 16)


def test_every_drawing_takes_its_colour_from_the_theme() -> None:
    sources = {name: asset("icons", f"{name}.svg").read_text("utf-8") for name in SHIPPED}
    assert [name for name, source in sources.items() if "currentColor" not in source] == []


def test_every_drawing_that_a_word_or_a_page_stands_for_is_shipped() -> None:
    words = tomllib.loads(asset("icons", "words.toml").read_text("utf-8"))
    assert {*words, *(page.icon for page in PAGES)} - SHIPPED == set()


def test_a_word_stands_for_one_drawing_only() -> None:
    table = tomllib.loads(asset("icons", "words.toml").read_text("utf-8"))
    words = [word for entry in table.values() for word in entry["words"]]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_every_job_has_a_drawing_that_is_shipped() -> None:
    assert {choice.icon for choice in (*KINDS, *STATUSES) if choice.icon} <= SHIPPED
