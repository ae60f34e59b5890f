"""What stands in the window's place when the shop cannot be opened, and the ways out."""
