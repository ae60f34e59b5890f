"""Keeping the shop safe: backups in three formats, restore, moving house, drill, retention."""

from desktop.db.kept import FOLDER, BackedUp, backups
from desktop.jobs.backup.file import back_up, is_backed_up

__all__ = ["FOLDER", "BackedUp", "back_up", "backups", "is_backed_up"]
