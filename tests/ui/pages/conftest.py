"""The desk of the journeys, for tests of single pages."""

from tests.journeys.conftest import desk, open_desk

__all__ = ["desk", "open_desk"]
