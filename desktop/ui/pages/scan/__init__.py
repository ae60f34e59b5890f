"""Scan: sell, receive, count and look up, for a clerk whose eyes are on the goods."""

from desktop.ui.pages.scan.page import ScanPage

__all__ = ["ScanPage"]
