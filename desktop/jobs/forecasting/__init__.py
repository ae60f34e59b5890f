"""Forecasts: of the shop in a process of its own, and of any table of demand by files.

What computes imports NumPy; ``turns`` and ``worker``, which begin it, do not.
"""
