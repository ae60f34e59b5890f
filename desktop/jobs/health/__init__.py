"""How the database is: whether it answers, what was asked of it, how it grows."""
