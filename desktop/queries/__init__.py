"""What reads data, one file per noun."""
