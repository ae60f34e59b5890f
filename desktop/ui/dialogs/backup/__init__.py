"""The dialog that makes a backup: what and where, then how far it is."""

from desktop.ui.dialogs.backup.dialog import BackupDialog

__all__ = ["BackupDialog"]
