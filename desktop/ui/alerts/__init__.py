"""Alerts: counted, handled and put into words."""
