"""Rules of the shop in pure Python: no database, no window."""
