"""Tests of Onhand: they mirror desktop/, on real SQLite and real PostgreSQL."""
