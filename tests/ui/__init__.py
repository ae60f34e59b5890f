"""Tests of the window and its pieces."""
