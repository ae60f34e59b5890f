"""From "something is wrong" to a rehearsed restore: Ctrl+K, a few letters, Enter, Enter."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.db.kept import FOLDER
from desktop.domain.progress import Silent
from desktop.jobs.backup.formats import as_format, known_format
from desktop.ui.dialogs.mend import MendDialog
from desktop.ui.dialogs.palette.dialog import PaletteDialog
from tests import keeping
from tests.journeys.desk import CTRL, START, Desk
from tests.journeys.test_close_of_day import offered

Key = Qt.Key


def choose(desk: Desk) -> None:
    """The deed, by a few letters in the palette."""
    desk.press(Key.Key_K, CTRL)
    desk.bot.waitUntil(lambda: isinstance(QApplication.activeWindow(), PaletteDialog))
    desk.write("something")
    desk.bot.waitUntil(lambda: "Something is wrong" in offered())
    desk.press(Key.Key_Return)


def test_a_rehearsal_takes_three_keys_from_the_palette_and_changes_nothing(desk: Desk) -> None:
    desk.has("Tea", "2.00", 5)
    desk.context.role = "admin"
    url = desk.shop.database.url
    folder = desk.shop.settings.data_dir / FOLDER
    as_format(url, known_format(url, None), folder, START - timedelta(hours=7), Silent())
    before = keeping.hashes(url)
    desk.keys = 0
    choose(desk)
    desk.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), MendDialog))
    dialog = desk.dialog
    assert isinstance(dialog, MendDialog)
    assert "nothing is changed" in dialog.course.verdict.text()
    desk.press(Key.Key_Return)
    assert desk.keys <= 3
    desk.bot.waitUntil(
        lambda: "The rehearsal went well" in dialog.course.verdict.text(), timeout=20_000
    )
    assert keeping.hashes(url) == before
    desk.press(Key.Key_Escape)
    desk.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_who_does_not_look_after_the_database_is_told_who_does(desk: Desk) -> None:
    choose(desk)
    desk.bot.waitUntil(lambda: bool(desk.notices))
    assert QApplication.activeModalWidget() is None
