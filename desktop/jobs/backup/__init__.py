"""Keeping the shop safe: backups in three formats, restore, moving house, drill, retention."""

from desktop.jobs.backup.file import back_up, is_backed_up
from desktop.jobs.backup.kept import FOLDER, BackedUp, backups

__all__ = ["FOLDER", "BackedUp", "back_up", "backups", "is_backed_up"]
