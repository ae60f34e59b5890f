"""The schema of the database: what is pending, tried on a copy, upgraded, taken back."""

from desktop.ui.dialogs.migrate.dialog import MigrateDialog
from desktop.ui.dialogs.migrate.going import Going

__all__ = ["Going", "MigrateDialog"]
