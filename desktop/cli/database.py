"""``db init`` and ``db status``."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from desktop.cli.access import chosen
from desktop.cli.output import Output, Usage, facts
from desktop.cli.revision import in_words, of_newer
from desktop.commands.shop import CreateShop
from desktop.db.engine import Database
from desktop.db.version import HEAD, Found, State
from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.money import check_tax, parse_price
from desktop.domain.shop import COUNTRIES, country
from desktop.jobs import opening
from desktop.queries import health
from desktop.queries.epoch import moved_to
from desktop.settings import Settings, without_password


def init(options: Namespace, out: Output) -> int:
    """Makes database and shop where there is none; twice is as good as once."""
    clock = SystemClock()
    answers = CreateShop(Ids(clock).new(), clock.now(), **_answers(options))
    settings = opening.create(chosen(options), answers)
    shop = opening.open_shop(settings, "command", clock)
    try:
        with shop.database.read() as session:
            found = health.facts(session)
    finally:
        shop.database.close()
    is_new = shop.actor.store == answers.id
    values = {
        "created": is_new,
        "store": shop.actor.store,
        "name": found.shop,
        "database": without_password(settings.url),
        "revision": found.revision,
    }
    word = "is ready" if is_new else "was there already"
    out.result(values, f"The shop “{found.shop}” {word}: {without_password(settings.url)}")
    return 0


def _answers(options: Namespace) -> dict[str, Any]:
    """The country's defaults, then what was said."""
    answers: dict[str, Any] = {"name": options.name, "location": options.location}
    if options.country:
        known = country(options.country)
        if known.code != options.country.upper():
            codes = " ".join(one.code for one in COUNTRIES)
            raise Usage(f"There is no country “{options.country}” here.", f"There are: {codes}.")
        answers |= {
            "country": known.code,
            "currency": known.currency,
            "zone": known.zone,
            "tax_rates": known.tax_rates,
            "includes_tax": known.includes_tax,
        }
    answers |= {"currency": options.currency.upper()} if options.currency else {}
    answers |= {"zone": options.zone} if options.zone else {}
    answers |= {"tax_rates": _rates(options.tax)} if options.tax else {}
    if options.includes_tax is not None:
        answers["includes_tax"] = options.includes_tax
    return answers


def _rates(texts: list[str]) -> tuple[Decimal, ...]:
    return tuple(check_tax(parse_price(text.rstrip("% "), "tax")) for text in texts)


@contextmanager
def shop_to_read(options: Namespace) -> Iterator[tuple[Session, Settings, Found]]:
    """A session on the shop as it is; nothing is migrated or written."""
    settings = chosen(options)
    found = opening.seen(settings)
    if found.state is State.NEW:
        raise UserError(
            "There is no shop here yet.", "Run “db init” or open the window.", code="no_shop"
        )
    database = Database(settings)
    try:
        with database.read(deadline=3600) as session:
            yield session, settings, found
    finally:
        database.close()


def status(options: Namespace, out: Output) -> int:
    """What is at the chosen place, and whether this program's schema is in it."""
    with shop_to_read(options) as (session, settings, seen):
        found, gone = health.facts_without_rows(session), moved_to(session)
    values = {
        "state": seen.state.value,
        "database": without_password(settings.url),
        "chosen_by": settings.database_from,
        "revision": found.revision,
        "newest_revision": HEAD,
        "store_id": found.store_id,
        "shop": found.shop,
        "moved_to": gone or None,
        **of_newer(seen),
    }
    told = values | {"revision": f"{found.revision} {in_words(seen)}"}
    out.result(values, facts(told.items()))
    return 0
