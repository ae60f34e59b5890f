"""What goes onto paper: lists, sheets, tickets and the printers' names."""
