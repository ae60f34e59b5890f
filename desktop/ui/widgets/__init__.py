"""Pieces every page is made of; they know colours and sizes, and no noun of the shop."""
