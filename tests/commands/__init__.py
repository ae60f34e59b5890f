"""Tests of desktop/commands."""
