"""What the open window looks after by itself."""
