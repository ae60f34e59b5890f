"""One table for every list of the program; it knows columns and rows, and no noun."""
