"""Where the data is: this computer's file or a server, tried while one types."""

from desktop.ui.dialogs.connect.dialog import ConnectDialog, Now

__all__ = ["ConnectDialog", "Now"]
