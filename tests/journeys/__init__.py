"""Whole tasks through the real window, with real key events, and what they cost."""
