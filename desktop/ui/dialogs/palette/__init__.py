"""The command palette: everything by a few letters."""

from desktop.ui.dialogs.palette.palette import Palette

__all__ = ["Palette"]
