"""The demo shop: goods, two years of trade, and the job that writes them."""
