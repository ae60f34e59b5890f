"""Onhand: a desktop inventory client for shops."""

__version__ = "0.1.0"
