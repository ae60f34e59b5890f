"""The matrix of a product's variants: options, every combination, and what each is given."""

from desktop.ui.dialogs.variants.dialog import VariantsDialog

__all__ = ["VariantsDialog"]
