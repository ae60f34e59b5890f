"""One way from "something is wrong" back to work: detect, check backup, restore, validate."""

from desktop.ui.dialogs.mend.dialog import MendDialog, Sick

__all__ = ["MendDialog", "Sick"]
