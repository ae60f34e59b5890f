"""The forecast of a product, as cards, views and words."""
