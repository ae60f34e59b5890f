"""Scenes of the schema's dialog: an upgrade that waits, one that runs, and the way back."""

import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from desktop.db import migrate, version
from desktop.db.file_backup import back_up_file
from desktop.jobs import migrating
from desktop.ui.dialogs.migrate import Going, MigrateDialog
from desktop.ui.widgets.segments import Segments
from tests.acting import Play
from tests.stage import Stage


def schema(target: str = "", is_old: bool = False) -> Play:
    """The dialog over the dashboard, with ``target`` chosen; on an older copy of the shop."""

    def play(on: Stage) -> None:
        on.window.open_page("dashboard")
        on.settle(400)
        settings = on.shop.settings
        if is_old:
            assert on.shop.database.path is not None
            folder = Path(tempfile.mkdtemp(prefix="onhand-scene-"))
            copy = back_up_file(on.shop.database.path, folder, on.shop.clock.now()).path
            settings = replace(settings, database=f"sqlite:///{copy}")
            with migrate.migration(on.shop.database.url.set(database=str(copy))) as connection:
                version.downgrade(connection, "0001")
        dialog = MigrateDialog(on.window, Going(settings, on.shop.clock.now, "mara"))
        dialog.open()
        on.settle(1500)
        if target:
            segments = dialog.findChildren(Segments)[0]
            buttons = segments.findChildren(QAbstractButton)
            next(one for one in buttons if one.text() == target).click()
            on.settle(1500)

    return play


def rehearsed(on: Stage) -> None:
    """Tried on a copy: the steps with their times, and how it went."""
    schema(is_old=True)(on)
    dialog = on.window.findChildren(MigrateDialog)[-1]
    buttons = dialog.findChildren(QAbstractButton)
    next(one for one in buttons if one.text() == "Rehearse on a copy").click()
    on.settle(6000)


def upgrading(on: Stage) -> None:
    """In the middle of it."""
    schema(is_old=True)(on)
    dialog = on.window.findChildren(MigrateDialog)[-1]
    names = migrating.steps("0001", version.HEAD)
    dialog.begin_steps(tuple(names))
    for at, name in enumerate(names[:2]):
        dialog.tell(at, len(names), name)
    on.settle(200)


SCHEMA: tuple[tuple[str, str, Play], ...] = (
    ("dialog-schema-pending", "demo", schema(is_old=True)),
    ("dialog-schema-back", "demo", schema("0001")),
    ("dialog-schema-rehearsed", "demo", rehearsed),
    ("dialog-schema-upgrading", "demo", upgrading),
)
