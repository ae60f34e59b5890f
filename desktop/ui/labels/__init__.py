"""Labels: counted, painted, run and written."""
