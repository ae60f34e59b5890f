"""The dialog of the data's place: tries what is typed, says how it went, gives what was tried."""

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMenu, QWidget

from desktop.commands.shop import CreateShop
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.jobs import opening
from desktop.jobs.connecting import (
    OPEN,
    SERVER_STEPS,
    VERIFY,
    Choice,
    FileChoice,
    Place,
    ServerChoice,
    Step,
)
from desktop.settings import KnownPlace, load, save_places
from desktop.ui.dialogs.connect import ConnectDialog, Now
from desktop.ui.dialogs.connect.places import PlacesButton
from desktop.ui.dialogs.connect.trial import Trial
from desktop.ui.theme import SCALES, Theme
from desktop.ui.widgets.choice_card import ChoiceCard
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.step_list import StepList
from desktop.ui.widgets.verdict import Verdict
from tests import looks

SERVER = ServerChoice("store-db.local", 5432, "inventory", "app", "secret", VERIFY)
FOUND = Place(41, revision="0001", products=1284, server="16.4")
Make = Callable[..., ConnectDialog]


@pytest.fixture
def make(qtbot: Any, theme: Theme, english: QLocale, tmp_path: Path) -> Make:
    window = QWidget()
    window.resize(1280, 800)
    qtbot.addWidget(window)
    window.show()

    def new(choice: Choice, **other: Any) -> ConnectDialog:
        dialog = ConnectDialog(window, Now(choice, tmp_path / "shop.onhand", **other))
        dialog.open()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return new


def one(dialog: QWidget, kind: type[Any]) -> Any:
    (found,) = dialog.findChildren(kind)
    return found


def button(dialog: QWidget, words: str) -> QAbstractButton:
    return next(b for b in dialog.findChildren(QAbstractButton) if b.text() == words)


def line(dialog: QWidget, label: str) -> QLineEdit:
    fields = [f for f in dialog.findChildren(Field) if f.editor.accessibleName() == label]
    editor = fields[0].editor
    assert isinstance(editor, QLineEdit)
    return editor


def states(dialog: QWidget) -> list[str]:
    return [step.state for step in one(dialog, StepList).steps]


def tell(dialog: ConnectDialog, *told: Step | Place) -> None:
    """In place of a server's answers."""
    trial = one(dialog, Trial)
    trial.forget()
    for each in told:
        trial.told.emit(each)


def shop_file(folder: Path) -> Path:
    answers = CreateShop(Ids().new(), SystemClock().now(), name="Corner Shop")
    opening.create(load(folder, environment={}), answers)
    return folder / "shop.onhand"


def test_it_ends_in_a_green_box_with_all_that_was_found(make: Make) -> None:
    dialog = make(SERVER)
    tell(dialog, *map(Step, SERVER_STEPS), FOUND)
    verdict = one(dialog, Verdict)
    assert verdict.tone == "ok"
    said = "Schema 0001 matches. 1,284 products. This user may read and write."
    assert verdict.text() == f"Connected in 41 ms PostgreSQL 16.4 {said}"
    assert states(dialog) == ["done"] * len(SERVER_STEPS)
    assert button(dialog, "Connect").isEnabled()


@pytest.mark.parametrize(
    ("place", "tone", "says"),
    [
        (Place(2, is_new=True), "info", "room for a new shop"),
        (Place(2, is_older=True, revision="0001"), "warn", "brings it up to date"),
        (Place(2, is_shared=True, revision="0001"), "ok", "Another program has it open"),
        (Place(2, is_newer=True, revision="0009"), "ok", "0009 is newer and takes this program."),
        (Place(2, is_newer=True, wants="9.1", revision="0009"), "warn", "looked at, not changed."),
    ],
)
def test_each_kind_of_place_is_told(make: Make, place: Place, tone: str, says: str) -> None:
    dialog = make(SERVER)
    tell(dialog, place)
    verdict = one(dialog, Verdict)
    assert verdict.tone == tone
    assert says in verdict.text()


@pytest.mark.parametrize(
    ("place", "tone", "says"),
    [
        (Place(2, is_new=True), "ok", "The copy goes in and is compared."),
        (Place(2, is_open=True), "bad", "the shop that is to be copied"),
        (FOUND, "bad", "There is a shop here already"),
    ],
)
def test_as_the_target_of_a_copy_only_an_empty_place_will_do(
    make: Make, place: Place, tone: str, says: str
) -> None:
    dialog = make(SERVER, is_target=True)
    tell(dialog, place)
    verdict = one(dialog, Verdict)
    assert verdict.tone == tone
    assert says in verdict.text()
    assert button(dialog, "Copy").isEnabled() == place.is_new


def test_what_is_typed_is_tried_by_itself_and_the_failure_says_the_way_out(
    make: Make, qtbot: Any
) -> None:
    dialog = make(ServerChoice("127.0.0.1", 1, "inventory", "app", "", OPEN))
    verdict = one(dialog, Verdict)
    qtbot.waitUntil(lambda: verdict.tone == "bad")
    assert "no database server runs" in verdict.text()
    assert states(dialog)[0] == "failed"
    assert not button(dialog, "Connect").isEnabled()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        line(dialog, "Port").selectAll()
        QTest.keyClicks(line(dialog, "Port"), str(silent.getsockname()[1]))
        qtbot.waitUntil(lambda: states(dialog)[0] == "done", timeout=10_000)
    assert "secret" not in verdict.text()


def test_a_missing_database_is_created_at_a_press_where_the_login_may(make: Make) -> None:
    dialog = make(SERVER)
    done = map(Step, SERVER_STEPS[:3])
    why = UserError("There is no database.", "This login may create it.", code="may_create")
    create = button(dialog, "Create database")
    assert not create.isVisible()
    tell(dialog, *done, Step("database", why))
    assert create.isVisible()
    assert not button(dialog, "Connect").isEnabled()
    QTest.keyClicks(line(dialog, "Database"), "x")
    assert not create.isVisible(), "what was found holds no more"
    tell(dialog, Step("database", UserError("No.", "Ask.", code="no_database")))
    assert not create.isVisible()


def known(store: str = "abc") -> tuple[tuple[KnownPlace, Choice], ...]:
    """Two places that were opened before."""
    there = KnownPlace("Corner Shop", "postgresql+psycopg2://app@store-db.local/x", store, "2")
    here = KnownPlace("Stall & Co", "", "def", "1")
    return (there, replace(SERVER, password="")), (here, FileChoice(Path("/tmp/shop.onhand")))


def test_a_known_place_goes_into_the_fields_and_may_be_forgotten(make: Make, qtbot: Any) -> None:
    dialog = make(FileChoice(Path("/tmp/other.onhand")), known=known())
    places = button(dialog, "Known places")
    QTest.keyClick(places, Qt.Key.Key_Space)
    (menu,) = (each for each in dialog.findChildren(QMenu) if each.isVisible())
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == ["Corner Shop · inventory on store-db.local",
                     "Stall && Co · this computer", "Take from this list"]  # fmt: skip
    menu.actions()[0].trigger()
    menu.close()
    assert line(dialog, "Server").text() == "store-db.local"
    assert line(dialog, "Server").isVisible()
    for _ in range(2):
        one(dialog, PlacesButton)._forget(one(dialog, PlacesButton)._places[0])
    assert not places.isVisible()


def test_without_known_places_there_is_no_button_for_them(make: Make) -> None:
    assert not button(make(SERVER), "Known places").isVisible()


def test_another_shop_than_before_is_told_and_a_missing_one_is_not_begun_anew(
    make: Make, tmp_path: Path
) -> None:
    plain = "postgresql+psycopg2://app@store-db.local:5432/inventory"
    save_places(tmp_path, [KnownPlace("Corner Shop", plain, "abc", "1")])
    dialog = make(SERVER)
    dialog._tried = SERVER
    tell(dialog, replace(FOUND, store="abc"))
    assert one(dialog, Verdict).tone == "ok"
    tell(dialog, replace(FOUND, store="other"))
    assert "Another shop is here than before" in one(dialog, Verdict).text()
    given: list[Any] = []
    dialog.chosen.connect(given.append)
    tell(dialog, Place(2, is_new=True))
    assert not button(dialog, "Connect").isEnabled()
    assert one(dialog, Verdict).tone == "bad"
    tell(dialog, replace(FOUND, store="other"))
    button(dialog, "Connect").click()
    assert given[0].store_id == "other"


def test_what_is_missing_is_said_and_nothing_is_tried(make: Make) -> None:
    dialog = make(SERVER)
    line(dialog, "Server").clear()
    dialog.test()
    assert "Fill in" in one(dialog, Verdict).text()
    assert set(states(dialog)) == {"waiting"}
    line(dialog, "Server").setText("h")
    line(dialog, "Port").setText("99999")
    dialog.test()
    assert "1 to 65535" in one(dialog, Verdict).text()


def test_a_change_takes_the_verdict_away_until_it_is_tried_again(make: Make) -> None:
    dialog = make(SERVER)
    tell(dialog, *map(Step, SERVER_STEPS), FOUND)
    QTest.keyClicks(line(dialog, "User"), "x")
    assert not button(dialog, "Connect").isEnabled()
    assert set(states(dialog)) == {"waiting"}


def test_a_server_elsewhere_must_prove_itself_unless_told_otherwise(make: Make) -> None:
    dialog = make(ServerChoice("localhost", 5432, "inventory", "", "", OPEN))
    fields = dialog._server
    choice = fields.choice()
    assert choice is not None
    assert choice.encryption == OPEN
    line(dialog, "Server").clear()
    QTest.keyClicks(line(dialog, "Server"), "store-db.local")
    choice = fields.choice()
    assert choice is not None
    assert choice.encryption == VERIFY


def test_connect_gives_what_was_tried(make: Make, tmp_path: Path, qtbot: Any) -> None:
    file = shop_file(tmp_path / "other")
    dialog = make(FileChoice(file))
    connect = button(dialog, "Connect")
    qtbot.waitUntil(connect.isEnabled)
    given: list[object] = []
    dialog.chosen.connect(given.append)
    QTest.keyClick(line(dialog, "File"), Qt.Key.Key_Return)
    assert given == [FileChoice(file)]
    assert not dialog.isVisible()


def test_the_shop_that_is_open_needs_no_connecting(make: Make, tmp_path: Path, qtbot: Any) -> None:
    file = shop_file(tmp_path / "other")
    dialog = make(FileChoice(file), opened=file)
    qtbot.waitUntil(lambda: "open now" in one(dialog, Verdict).text())
    assert not button(dialog, "Connect").isEnabled()


@pytest.mark.parametrize(
    ("other", "says"),
    [({"winner": "DATABASE_URL"}, "DATABASE_URL"), ({"is_demo": True}, "demo shop")],
)
def test_it_says_what_wins_over_a_choice(make: Make, other: dict[str, Any], says: str) -> None:
    dialog = make(SERVER, **other)
    tell(dialog, *map(Step, SERVER_STEPS), FOUND)
    connect = button(dialog, "Connect")
    assert not connect.isEnabled()
    assert says in connect.toolTip()
    assert any(says in w.accessibleName() for w in dialog.findChildren(QWidget))


@pytest.mark.parametrize("keeps", [True, False])
def test_it_says_where_the_password_goes(make: Make, keeps: bool) -> None:
    dialog = make(SERVER, keeps_password=keeps)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert ("goes into the system keyring" in words) is keeps
    assert ("asked for at each start" in words) is not keeps


def test_the_password_is_dots_until_its_key_shows_it(make: Make) -> None:
    dialog = make(SERVER)
    password = line(dialog, "Password")
    assert password.echoMode() is QLineEdit.EchoMode.Password
    password.setFocus()
    QTest.keyClick(password, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert password.echoMode() is QLineEdit.EchoMode.Normal


def test_the_arrow_keys_change_the_place(make: Make) -> None:
    dialog = make(SERVER)
    here, there = dialog.findChildren(ChoiceCard)
    there.setFocus()
    QTest.keyClick(there, Qt.Key.Key_Left)
    assert here.isChecked()
    assert line(dialog, "File").isVisible()
    assert not line(dialog, "Server").isVisible()


@pytest.mark.parametrize("scale", SCALES)
def test_it_fits_at_every_font_scale(make: Make, theme: Theme, scale: int) -> None:
    theme.set_scale(scale)
    dialog = make(SERVER, winner="DATABASE_URL")
    tell(dialog, *map(Step, SERVER_STEPS), FOUND)
    dialog.place()
    assert looks.problems(dialog, QSize(1280, 800)) == []
    for field in dialog.findChildren(Field):
        assert not field.isVisible() or field.height() >= field.minimumSizeHint().height()
