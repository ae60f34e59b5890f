"""The demo shop: goods, two years of trade, and the job that writes them."""

from desktop.jobs.demo.filling import DemoResult, fill, filler
from desktop.jobs.demo.site import answers

__all__ = ["DemoResult", "answers", "fill", "filler"]
