"""A look at what moved since: forecasts told for the stock of now, and the alerts that follow."""

from dataclasses import dataclass
from datetime import datetime

from desktop.commands.forecasts import LookAgain, look_again
from desktop.db.engine import Database
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.jobs.forecasting.looking import changed
from desktop.jobs.forecasting.warning import warn
from desktop.queries.shop import shop_info

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Desk:
    """Who looks, and where."""

    database: Database
    ids: Ids
    by: Actor


@dataclass(frozen=True)
class Looked:
    """How many forecasts are told anew, and how many alerts were raised and ended."""

    changed: int
    raised: int = 0
    resolved: int = 0


def look(desk: Desk, now: datetime, is_supplied_anew: bool = False) -> Looked:
    """Writes nothing where no stock moved. ``is_supplied_anew``: see ``changed``."""
    with desk.database.read(PATIENCE_S) as session:
        found = changed(session, shop_info(session, desk.by), now, is_supplied_anew)
    if not found:
        return Looked(0)
    rows = tuple(each.row() for each in found)
    with desk.database.write(PATIENCE_S) as session:
        look_again(session, LookAgain(desk.ids.new(), desk.by, now, rows))
    done = warn(desk.database, desk.ids, desk.by, now, [each.product for each in found])
    return Looked(len(rows), done.raised, done.resolved)
