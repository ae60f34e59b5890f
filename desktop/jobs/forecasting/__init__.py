"""Forecasts of any table of demand, from files to files."""

from desktop.jobs.forecasting.panel import Panel, read_panel
from desktop.jobs.forecasting.result import write_depletions, write_forecasts

__all__ = ["Panel", "read_panel", "write_depletions", "write_forecasts"]
