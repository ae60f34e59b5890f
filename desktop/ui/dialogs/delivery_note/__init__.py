"""A delivery note from a photo or PDF, as a list to receive, held against its order."""

from desktop.ui.dialogs.delivery_note.dialog import DeliveryNoteDialog

__all__ = ["DeliveryNoteDialog"]
