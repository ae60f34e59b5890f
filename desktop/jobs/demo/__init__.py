"""The demo shop: goods, two years of trade, and the job that writes them."""

from desktop.jobs.demo.filling import DemoResult, fill

__all__ = ["DemoResult", "fill"]
