"""Pictures: fetched for the screen, made small and read in a process of their own."""
