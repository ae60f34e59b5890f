"""Events in words and before they come."""
