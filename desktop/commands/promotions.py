"""Which goods are on offer: the promotions of the calendar, as a sale's new line asks for them."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from desktop.commands.posting import Posting
from desktop.db.prepared import Prepared
from desktop.domain.clock import business_date
from desktop.domain.ids import ZERO
from desktop.schema import Category, Event, EventScope
from desktop.schema.base import table_of

C, E, ES = table_of(Category), table_of(Event), table_of(EventScope)
TOP = C.alias("top")
_SCOPES = select(ES.c.id).where(ES.c.event == E.c.id)
_OF_BRANCH = (
    select(ES.c.id)
    .join(TOP, TOP.c.id == ES.c.category)
    .join(C, C.c.id == bindparam("category", type_=C.c.id.type))
    .where(ES.c.event == E.c.id)
    .where(or_(C.c.id == TOP.c.id, C.c.path.startswith(TOP.c.path.concat("/"))))
)
_RUNNING = Prepared(
    select(E.c.id)
    .where(
        E.c.type == "promotion",
        E.c.event_date <= bindparam("latest"),
        func.coalesce(E.c.end_date, E.c.event_date) >= bindparam("earliest"),
        or_(E.c.store == bindparam("store"), E.c.store == ZERO),
        or_(
            ~_SCOPES.exists(),
            _SCOPES.where(ES.c.product == bindparam("product")).exists(),
            _OF_BRANCH.exists(),
        ),
    )
    .limit(1)
)


def runs(posting: Posting, product: UUID, category: UUID, day: Callable[[], date]) -> bool:
    """Whether a promotion for all goods, the product, or its branch runs on the store's day.

    The day may be the one before the calendar's: ``day`` is only asked where it could matter.
    """
    today = business_date(posting.stamp, posting.zone)
    goods = {"store": posting.by.store, "product": product, "category": category}

    def is_any(earliest: date, latest: date) -> bool:
        days = {"earliest": earliest, "latest": latest}
        return _RUNNING.first(posting.connection, goods | days) is not None

    if not is_any(today - timedelta(days=1), today):
        return False
    own = day()
    return is_any(own, own)
