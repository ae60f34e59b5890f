"""What pages do with the rows that are chosen."""
