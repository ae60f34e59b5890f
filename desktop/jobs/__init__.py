"""Long work with progress and cancel, without Qt."""
