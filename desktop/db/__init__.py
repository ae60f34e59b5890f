"""How Onhand talks to a database: engines, types, sessions, versions."""
