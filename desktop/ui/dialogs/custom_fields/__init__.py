"""The shop's own fields of products: all of them, and the form of one."""

from desktop.ui.dialogs.custom_fields.dialog import CustomFields

__all__ = ["CustomFields"]
