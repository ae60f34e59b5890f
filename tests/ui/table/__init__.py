"""The one table: its model, its cells, its page."""
