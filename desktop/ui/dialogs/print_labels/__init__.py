"""Labels of goods: which, how many, on what, and where to, with each page to be seen before."""

from desktop.ui.dialogs.print_labels.dialog import PrintLabels
from desktop.ui.dialogs.print_labels.source import LabelSource

__all__ = ["LabelSource", "PrintLabels"]
