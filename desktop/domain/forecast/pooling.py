"""Ratios of actual to expected demand, each series leaning on its category, that on the shop.

A ratio is a gamma-Poisson estimate: what a series has seen weighs as its expected units over its
dispersion, what it leans on as ``PRIOR`` such units (Gelman et al., Bayesian Data Analysis, 2.6).
"""

import numpy as np

from desktop.domain.forecast.periods import Floats, Whole

PRIOR = 8.0
TINY = 1e-9


def weight(expected: Floats, spread: Floats) -> Floats:
    """How much a series says to a pooled ratio: fast sellers more, but not in proportion."""
    return np.where(expected > 0, 1 / np.sqrt(np.maximum(spread * expected, TINY)), 0.0)


def by_group(values: Floats, groups: Whole, number: int) -> Floats:
    """Sums over the series of each of so many groups; ``values``: n × …"""
    found = np.zeros((number, *values.shape[1:]))
    np.add.at(found, groups, values)
    return found


def pooled(actual: Floats, expected: Floats, groups: Whole, number: int,
           caution: float = 0.0) -> Floats:  # fmt: skip
    """The ratio of each group, leaning on that of all, which leans on 1 by ``caution``.

    ``actual`` and ``expected``: n × …, weighted; the answer: (groups and one for all) × ….
    """
    actual, expected = actual + caution * expected, expected * (1 + caution)
    total = expected.sum(0)
    shop = np.where(total > 0, actual.sum(0) / np.maximum(total, TINY), 1.0)
    inside, outside = by_group(actual, groups, number), by_group(expected, groups, number)
    return np.concatenate([(inside + PRIOR * shop) / (outside + PRIOR), np.asarray(shop)[None]])


def leaning(actual: Floats, expected: Floats, prior: Floats, spread: Floats,
            strength: float = PRIOR) -> Floats:  # fmt: skip
    """The ratio of each series, between its own and what it leans on."""
    return np.asarray((actual / spread + strength * prior) / (expected / spread + strength))
