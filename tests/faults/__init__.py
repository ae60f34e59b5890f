"""Tests of what goes wrong around the program."""
