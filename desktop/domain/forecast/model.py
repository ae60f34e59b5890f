"""The forecast of a shop: the model, and for some series what does better in the back-test.

``fit`` takes many series of a shop at once, so that slow sellers borrow its habits; a shop too
large for one fit is fitted in parts that share ``pools``.
"""

from desktop.domain.forecast.fitting import Fit, fitted_to
from desktop.domain.forecast.guard import chosen, rival
from desktop.domain.forecast.history import History
from desktop.domain.forecast.pools import Choice, Pools

__all__ = ["Fit", "fit"]

LOOKS_BACK = 760  # periods; what is older says nothing of today


def fit(history: History, pools: Pools | None = None, choice: Choice | None = None) -> Fit:
    """``pools``: of another fit; ``choice``: of factors and rivals, found where it is not told."""
    history = history.last(LOOKS_BACK)
    if choice is None:
        choice = chosen(history) if pools is None else pools.choice
    found = fitted_to(history, choice, pools)
    for name in sorted(set(choice.winners) - {"model"}):
        rows = choice.rows(name, found.volume)
        if rows.any():
            found = found.merged(rival(history, name, found), rows)
    return found
