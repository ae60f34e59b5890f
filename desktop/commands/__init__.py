"""What changes data, one file per noun."""
