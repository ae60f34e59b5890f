"""Tests of the widgets, one by one."""
