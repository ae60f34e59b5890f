"""One dialog a file; dialogs do not know each other."""
