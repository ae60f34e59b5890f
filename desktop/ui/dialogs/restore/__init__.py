"""Choosing a backup and seeing what it would give and take, before it replaces the shop."""

from desktop.ui.dialogs.restore.dialog import Ground, Plan, RestoreDialog

__all__ = ["Ground", "Plan", "RestoreDialog"]
