"""The designer of label templates: elements in mm, seen as they will be printed."""

from desktop.ui.dialogs.label_designer.dialog import LabelDesigner

__all__ = ["LabelDesigner"]
