"""The help: a text for every page and dialog, in plain words, whose links and keys exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QTextBrowser

import desktop.ui.dialogs
from desktop.jobs.connecting import FileChoice
from desktop.ui.actions import key_words
from desktop.ui.dialogs.connect import ConnectDialog, Now
from desktop.ui.dialogs.help import HelpDialog
from desktop.ui.help_topics import Topic, topic_of_dialog, topics
from desktop.ui.navigation import PAGES, Page
from desktop.ui.theme import current_theme
from tests.stage import Stage, make_shop, stage, theme_of

TOPICS = {topic.key: topic for topic in topics()}
JARGON = (
    *("sql", "cache", "commit", "rollback", "transaction", "query", "boolean"),
    *("exception", "thread", "null", "uuid", "backend", "frontend", "instance", "widget"),
)
ANYWHERE = {"Enter", "Esc", "Tab", "↑ ↓", "Space", "/", "Alt P", "Ctrl K"}
every_topic = pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.key)


def dialogs() -> list[str]:
    folder = Path(desktop.ui.dialogs.__path__[0])
    return sorted(p.stem for p in folder.iterdir() if not p.name.startswith("_"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_every_page_has_a_topic(page: object) -> None:
    assert page.key in TOPICS  # type: ignore[attr-defined]


@pytest.mark.parametrize("dialog", [name for name in dialogs() if name != "help"])
def test_every_dialog_has_a_topic(dialog: str) -> None:
    assert topic_of_dialog(f"desktop.ui.dialogs.{dialog}") in TOPICS


@every_topic
def test_every_link_leads_to_a_topic(topic: Topic) -> None:
    links = re.findall(r"\]\(([^)]+)\)", topic.text)
    assert [link for link in links if link.removesuffix(".md") not in TOPICS] == []


@every_topic
def test_it_says_the_three_commonest_things_and_the_ways_out(topic: Topic) -> None:
    assert "## The three commonest things" in topic.text
    assert "## What can go wrong" in topic.text
    assert all(f"\n{n}. " in topic.text for n in (1, 2, 3))


@every_topic
def test_it_is_written_in_plain_words(topic: Topic) -> None:
    words = re.findall(r"[a-z]+", f"{topic.title} {topic.text}".lower())
    assert [word for word in words if word in JARGON] == []


@pytest.fixture(scope="module")
def on(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One window for all: help changes nothing."""
    shop = make_shop(tmp_path_factory.mktemp("help"))
    with stage(qapp, theme_of(qapp), shop) as built:
        yield built
    shop.database.close()


@every_topic
def test_every_key_it_names_exists(on: Stage, topic: Topic) -> None:
    known = ANYWHERE | {key_words(c.key) for c in on.window._commands if c.key}
    if any(page.key == topic.key for page in PAGES):
        on.window.open_page(topic.key)
        known |= {"F5", *(key for key, _ in getattr(on.window._pages[topic.key], "keys", ()))}
    named = re.findall(r"`([^`]+)`", topic.text)
    assert [key for key in named if key not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_every_control_key_a_page_names_is_a_command(on: Stage, page: Page) -> None:
    on.window.open_page(page.key)
    shown = on.window._pages[page.key]
    has = {key_words(a.data().key) for a in shown.findChildren(QAction) if a.data()}
    has = {key.replace("Return", "Enter") for key in has}
    named = [
        key for key, _ in getattr(shown, "keys", ()) if re.fullmatch(r"Ctrl( Shift)? \w+", key)
    ]
    assert [key for key in named if key not in has | {"Ctrl A"}] == []


def opened(on: Stage) -> HelpDialog:
    return on.window.findChildren(HelpDialog)[-1]


def text(dialog: HelpDialog) -> str:
    browser = dialog.findChild(QTextBrowser)
    assert browser is not None
    return browser.toPlainText()


def test_f1_opens_the_help_of_the_page_and_links_lead_on(on: Stage) -> None:
    on.window.open_page("products")
    on.window.help()
    dialog = opened(on)
    assert text(dialog).startswith("Products")
    dialog.page.anchorClicked.emit(QUrl("vendors.md"))
    assert text(dialog).startswith("Vendors")
    dialog.page.say("Links", "To [vendors](vendors.md).")
    for mode in ("dark", "light"):  # an open page follows the theme, its links too
        current_theme().set_mode(mode)
        assert current_theme().color("accent.text").name() in dialog.page.toHtml().casefold()
    dialog.reject()


def test_f1_in_a_dialog_opens_the_help_of_the_dialog(on: Stage, tmp_path: Path) -> None:
    place = FileChoice(tmp_path / "none.onhand")
    dialog = ConnectDialog(on.window, Now(place, place.path))
    dialog.open()
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    on.context.scanner.settle()
    assert text(opened(on)).startswith("Where is your data?")
    opened(on).reject()
    dialog.reject()


def test_the_search_keeps_the_topics_that_tell_of_it(on: Stage) -> None:
    on.window.help()
    dialog = opened(on)
    line = dialog.findChild(QLineEdit)
    titles = dialog.findChild(QListView)
    assert line is not None
    assert titles is not None
    assert titles.model().rowCount() == len(TOPICS)
    line.setText("snooze")
    shown = [titles.model().index(n, 0).data() for n in range(titles.model().rowCount())]
    assert shown == ["Alerts"]
    line.setText("xylophone")
    assert "Nothing matches" in text(dialog)
    dialog.reject()


def test_it_loads_nothing_from_outside(on: Stage) -> None:
    on.window.help()
    dialog = opened(on)
    dialog.page.say("Title", "![x](http://example.com/x.png) ![y](/etc/hostname)")
    assert not dialog.page.openExternalLinks()
    assert dialog.page.loadResource(2, QUrl("http://example.com/x.png")) is None
    dialog.reject()
