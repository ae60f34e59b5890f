"""The pieces of the window around its pages."""
