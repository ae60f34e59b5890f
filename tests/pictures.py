"""Every page, dialog and state as a picture: ``python -m tests.pictures DIR``.

Both themes, 1280×800 and 1920×1080, from a seeded demo shop and a frozen clock, offscreen. Ends
with 1 when a page is too large, a word is cut, a button has no name, Qt warns, or anything is
raised. A second word takes the scenes whose name has it, ``--font 130`` enlarges the text,
``--zoom 1.5`` all.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMargins,
    QSize,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui import errors
from desktop.ui.alerts.count import AlertCount
from desktop.ui.main_window import MainWindow
from desktop.ui.navigation import PAGES
from desktop.ui.theme import SCALES, Theme
from desktop.ui.watch.tints import Tints
from desktop.ui.widgets.dialog import Sheet
from tests import acting, looks, scenes
from tests.stage import Stage, make_shop, stage

SIZES = (QSize(1280, 800), QSize(1920, 1080))
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Scene:
    """A picture's name, the shop it plays in, and what leads to it."""

    name: str
    shop: str
    play: Callable[[Stage], None]


def all_scenes() -> list[Scene]:
    """Every page on the demo shop and on an empty one, then the scenes of single pages."""
    found = []
    for page in PAGES:
        for shop in ("demo", "empty"):
            name = page.key if shop == "demo" else f"{page.key}-empty"
            found.append(Scene(name, shop, _opener(page.key)))
    found += [Scene(name, shop, play) for name, shop, play in scenes.SCENES]
    return found


def _opener(key: str) -> Callable[[Stage], None]:
    def play(on: Stage) -> None:
        on.window.open_page(key)
        on.settle(600)

    return play


class Studio:
    """Takes the pictures and collects what is wrong."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.problems: list[str] = []
        self.theme = Theme(app, "light")
        self._now = ""
        qInstallMessageHandler(self._on_message)
        errors.install(self._on_fault)

    def _on_message(self, kind: QtMsgType, context: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and "This plugin does not support" not in text:
            self._tell(f"Qt says “{text}”")

    def crashed(self, error: Exception) -> None:
        """Raised by what was asked of the data."""
        self._on_fault(errors.details_of(error))

    def _tell(self, problem: str) -> None:
        self.problems.append(f"{self._now}: {problem}")
        print(self.problems[-1], flush=True)

    def _on_fault(self, details: str) -> None:
        """What was raised in a slot or a thread: Qt goes on as if nothing had been."""
        lines = details.strip().splitlines()
        place = next((line.strip() for line in reversed(lines) if line.startswith("  File")), "")
        self._tell(f"a traceback, {lines[-1]} in {place}")

    def take(self, on: Stage, scene: Scene) -> None:
        """One scene in both themes and sizes; one that fails is a problem, and the next follows."""
        self._now = scene.name
        on.window.resize(SIZES[0])
        on.window.activateWindow()  # a dialog of the scene before may have left it behind
        if self.played(on, scene):
            self._take_all(on, scene)
        acting.leave(on)

    def played(self, on: Stage, scene: Scene) -> bool:
        """Whether it came to its end."""
        try:
            scene.play(on)
        except Exception as wrong:
            self._tell(f"the scene fails, {wrong!r}")
            return False
        return True

    def _take_all(self, on: Stage, scene: Scene) -> None:
        for theme in THEMES:
            self.theme.set_mode(theme)
            for size in SIZES:
                self._now = f"{scene.name}-{theme}-{size.width()}x{size.height()}"
                on.window.resize(size)
                on.settle(150)
                dialogs = acting.dialogs()
                for dialog in dialogs:
                    if isinstance(dialog, Sheet):
                        dialog.place()
                # Words that came last are in their place, as a person would see them.
                QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
                whole(on.window, [*dialogs, *acting.menus()]).save(
                    str(self.folder / f"{self._now}.png")
                )
                found = looks.problems(on.window, size)
                for dialog in dialogs:
                    room = size.grownBy(margins(dialog))
                    found += looks.problems(dialog, room)
                for problem in found:
                    self._tell(problem)


def _show_alerts(window: MainWindow, number: int) -> None:
    window.set_count("alerts", number, is_alarm=True)


def margins(dialog: QWidget) -> QMargins:
    """A sheet's shadow may leave the screen, its frame may not."""
    layout = dialog.layout() if isinstance(dialog, Sheet) else None
    return layout.contentsMargins() if layout else QMargins()


def whole(window: QWidget, above: Sequence[QWidget]) -> QPixmap:
    """The window with the dialogs and menus above it, as a screen would show it."""
    picture = window.grab()
    painter = QPainter(picture)
    for sheet in above:
        painter.drawPixmap(window.mapFromGlobal(sheet.pos()), sheet.grab())
    painter.end()
    return picture


def main(folder: Path, only: str = "", font: int = 100) -> int:
    """Takes all pictures, or those whose name contains ``only``; 1 when something is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    studio = Studio(app, folder)
    studio.theme.set_scale(font)
    wanted = [scene for scene in all_scenes() if only in scene.name]
    with tempfile.TemporaryDirectory() as place:
        for kind in ("demo", "empty"):
            amounts = {"products": 300, "movements": 6000} if kind == "demo" else {}
            played = [scene for scene in wanted if scene.shop == kind]
            if not played:
                continue
            shop = make_shop(Path(place) / kind, **amounts)
            with stage(app, studio.theme, shop) as on:
                on.context.work.crashed.connect(studio.crashed)
                Tints(on.work, on.window)
                AlertCount(on.context, partial(_show_alerts, on.window), on.window)
                on.settle(300)
                for scene in played:
                    studio.take(on, scene)
            shop.database.close()
    for problem in studio.problems:  # again: what was told in passing is far above by now
        print(f"- {problem}")
    print(f"{len(wanted) * len(SIZES) * len(THEMES)} pictures, {len(studio.problems)} problems")
    return 1 if studio.problems else 0


def options(arguments: list[str]) -> argparse.Namespace:
    """The command line; the screen's zoom is for Qt, which reads it when it begins."""
    parser = argparse.ArgumentParser("tests.pictures")
    parser.add_argument("folder", type=Path)
    parser.add_argument("only", nargs="?", default="")
    parser.add_argument("--font", type=int, choices=SCALES, default=100)
    parser.add_argument("--zoom", default="1")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    chosen = options(sys.argv[1:])
    os.environ["QT_SCALE_FACTOR"] = chosen.zoom
    sys.exit(main(chosen.folder, chosen.only, chosen.font))
