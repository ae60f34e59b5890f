"""Labels: what stands on each, as codes, as ZPL, and on their way to a printer."""
