"""Catalogue: search by any code or word, a branch of ten thousand products moved, twins found."""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from desktop.commands.branches import MoveCategory, move_category
from desktop.commands.categories import CreateCategory, create_category
from desktop.commands.category_changes import MergeCategory, merge_category
from desktop.commands.search_words import refresh
from desktop.db.bulk import update_rows
from desktop.db.keys import Cancel
from desktop.domain.ids import ZERO
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.queries.duplicates import find_twins
from desktop.queries.lists import first_page
from desktop.queries.palette import Catalogue, catalogue, look_for
from desktop.queries.product import find_products
from desktop.queries.products import PRODUCTS
from desktop.schema import Barcode, Category, Product, VendorPrice
from desktop.schema.base import table_of
from tests.benchmarks.figures import Figure
from tests.benchmarks.options import Options
from tests.benchmarks.scans import shop_on
from tests.trade import request

MOST_MS, MOST_MOVE_MS = 50.0, 1000.0
ASKED, BRANCH = 40, 10_000
P, B, VP = table_of(Product), table_of(Barcode), table_of(VendorPrice)
Ask = Callable[[Any, str], object]


def run(options: Options) -> Iterator[Figure]:
    """95 of 100 searches within the goal, in a demo shop of the asked size."""
    for engine in options.engines:
        with shop_on(engine, options.products, 2 * BRANCH) as shop:
            texts = _known(shop)
            with shop.database.read() as session:
                names = catalogue(session)
            for way, ask in _ways(shop, names).items():
                for kind, asked in texts.items():
                    times = sorted(_read(shop, ask, text) for text in asked)
                    figure = times[int(len(times) * 0.95)]
                    yield Figure(f"{engine}: {way}, {kind}, p95", figure, "ms", MOST_MS)
            yield from _branches(engine, shop)
            found = _read(shop, lambda s, _: find_twins(s, shop.actor.store), "")
            yield Figure(f"{engine}: twins among {options.products}", found, "ms", 5000)


def _ways(shop: Shop, names: Catalogue) -> dict[str, Ask]:
    """The places where one types to find a product."""

    def listed(session: Any, text: str) -> object:
        return first_page(session, PRODUCTS, request(shop, search=text), Cancel())

    return {
        "palette": lambda s, text: look_for(s, names, text, shop.actor.store),
        "pick": lambda s, text: find_products(s, text, shop.actor.store),
        "list": listed,
    }


def _known(shop: Shop) -> dict[str, list[str]]:
    """What is typed for goods that are there, by what it is; each has a field of its own."""
    dice = random.Random(7)
    with shop.database.write() as session:
        connection = session.connection()
        keys = list(session.scalars(select(P.c.id).order_by(P.c.id)))
        offers = list(session.scalars(select(VP.c.id).order_by(VP.c.id)))
        codes = [(key, f"V{number:06}X") for number, key in enumerate(offers)]
        update_rows(connection, VP, ("vendor_sku",), codes)
        fields = [(key, {"shelf": f"bay{number:06}"}) for number, key in enumerate(keys)]
        update_rows(connection, P, ("custom",), fields)
        refresh(connection, keys)
        barcodes = list(session.scalars(select(B.c.code).limit(5 * ASKED)))
        skus = list(session.scalars(select(P.c.sku).limit(5 * ASKED)))
    return {
        "vendor's code": [dice.choice(codes)[1] for _ in range(ASKED)],
        "barcode": [dice.choice(barcodes)[-9:] for _ in range(ASKED)],
        "SKU": [dice.choice(skus) for _ in range(ASKED)],
        "own field": [dice.choice(fields)[1]["shelf"] for _ in range(ASKED)],
    }


def _branches(engine: str, shop: Shop) -> Iterator[Figure]:
    """Of ten thousand products in a hundred categories."""

    def head() -> tuple[UUID, Actor, Any]:
        return shop.ids.new(), shop.actor, shop.clock.now()

    made = [
        shop.database.run(create_category, CreateCategory(*head(), f"Bench > Branch > C{number}"))
        for number in range(100)
    ]
    with shop.database.write() as session:
        keys = list(session.scalars(select(P.c.id).order_by(P.c.id).limit(BRANCH)))
        for number, category in enumerate(made):
            theirs = P.c.id.in_(keys[number::100])
            session.connection().execute(update(P).where(theirs).values(category=category))
    with shop.database.read() as session:
        branch = session.scalars(select(Category.id).where(Category.name == "Branch")).one()
    began = time.perf_counter()
    shop.database.run(move_category, MoveCategory(*head(), branch, ZERO))
    moved = (time.perf_counter() - began) * 1000
    yield Figure(f"{engine}: a branch of {BRANCH} products moved", moved, "ms", MOST_MOVE_MS)
    with shop.database.write() as session:
        one = update(P).where(P.c.id.in_(keys)).values(category=made[0])
        session.connection().execute(one)
    began = time.perf_counter()
    shop.database.run(merge_category, MergeCategory(*head(), made[0], made[1]))
    merged = (time.perf_counter() - began) * 1000
    yield Figure(f"{engine}: {BRANCH} products to another category", merged, "ms", 2000)


def _read(shop: Shop, ask: Ask, text: str) -> float:
    began = time.perf_counter()
    with shop.database.read() as session:
        ask(session, text)
    return (time.perf_counter() - began) * 1000
