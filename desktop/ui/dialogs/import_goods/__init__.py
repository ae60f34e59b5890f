"""Goods from a file: looked at as it would come in, then taken in as a job that one undo undoes."""

from desktop.ui.dialogs.import_goods.dialog import ImportGoods

__all__ = ["ImportGoods"]
