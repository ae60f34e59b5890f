"""A product's prices, listed and edited."""
