"""One field of many products changed at once, with a look at it before."""

from desktop.ui.dialogs.bulk_change.dialog import BulkChange

__all__ = ["BulkChange"]
