"""Tests of desktop/schema."""
