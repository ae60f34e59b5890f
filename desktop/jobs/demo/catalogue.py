"""The goods of the demo shop: what catalogue.toml says, combined into as many products as asked."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from itertools import product as combinations
from random import Random
from typing import Any

from desktop.domain.errors import UserError
from desktop.jobs.demo import codes
from desktop.jobs.demo.codes import Code

MONEY = 10_000
QUANTITY = 1_000
# What makes 1 960 names into 100 000, each with what it costs in percent of the plain one.
LINES = (
    ("", 100), (", organic", 135), (", fair trade", 120), (", regional", 115),
    (", premium", 140), (", value", 80), (", classic", 100), (", seasonal edition", 125),
)  # fmt: skip
PACKS = (
    ("", 100), (", twin pack", 190), (", family pack", 360), (", carton of 6", 550),
    (", carton of 12", 1050), (", tray of 24", 2000), (", gift box", 160),
)  # fmt: skip
OTHERS_SOLD_A_DAY = 190.0


@dataclass(frozen=True, slots=True)
class Seller:
    """A vendor: how many days goods take, on which weekdays they come."""

    code: str
    name: str
    lead: int
    comes: tuple[int, ...]
    place: str
    terms: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with the names of its curves in demand.py."""

    name: str
    prefix: str
    season: str
    week: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One vendor's price; ``unit_price`` in 1/10 000, ``minimum`` in 1/1000."""

    vendor: int
    unit_price: int
    lead: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Goods:
    """One product. Money in 1/10 000, quantities in 1/1000; ``sold`` is its pull, about a day's.

    ``ends`` is what is on hand at the end on shop floor, back room and warehouse, where the
    pictures say it; ``reorder`` is 0 where the pictures do not say it.
    """

    sku: str
    name: str
    shelf: int
    icon: str
    unit: str
    price: int
    cost: int
    tax: str
    keeps: int
    pack: int
    sold: float
    reorder: int
    ends: tuple[int, int, int] | None
    offers: tuple[Offer, ...]
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that is in the shop before the first movement."""

    sellers: tuple[Seller, ...]
    shelves: tuple[Shelf, ...]
    goods: tuple[Goods, ...]


def catalogue(count: int, seed: int) -> Catalogue:
    """The first ``count`` products: those of the pictures, then the rest; equal for equal seeds."""
    source = _source()
    rng = Random(f"catalogue {seed}")
    sellers = tuple(
        Seller(v["code"], v["name"], v["lead"], tuple(v["comes"]), v["place"], v["terms"])
        for v in source["vendors"]
    )
    shelves = tuple(
        Shelf(c["name"], c["prefix"], c["season"], c["week"]) for c in source["category"]
    )
    maker = _Maker(source, sellers, rng)
    goods = maker.pictures(count)
    goods += maker.others(count - len(goods))
    return Catalogue(sellers, shelves, tuple(goods))


def _source() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("catalogue.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A product to be: its family, its name, the price before rounding."""

    shelf: int
    family: dict[str, Any]
    name: str
    price: int


def _drafts(source: dict[str, Any], line: tuple[str, int], pack: tuple[str, int]) -> list[_Draft]:
    """Every name of every family, in one line and one pack."""
    found = []
    for shelf, category in enumerate(source["category"]):
        for family in category["families"]:
            for variant, size in combinations(family["of"].split("|"), family["size"].split("|")):
                measure, price = size.rsplit(" ", 1)
                name = family["name"].format(v=variant, s=measure) + line[0] + pack[0]
                plain = int(Decimal(price) * MONEY)
                found.append(_Draft(shelf, family, name, plain * line[1] * pack[1] // 100**2))
    return found


class _Maker:
    """Turns drafts into goods with numbers, prices, codes and vendors that are all different."""

    def __init__(self, source: dict[str, Any], sellers: tuple[Seller, ...], rng: Random) -> None:
        self.source = source
        self.sellers = sellers
        self.vendor = {seller.name: at for at, seller in enumerate(sellers)}
        self.rng = rng
        self.codes = codes.Codes(rng)
        self.taken = {p["sku"] for p in source["pictures"]}
        self.names = {p["name"] for p in source["pictures"]}
        self.next_number = [c["first"] for c in source["category"]]

    def pictures(self, count: int) -> list[Goods]:
        """The products that the design pictures show."""
        shelves = {c["prefix"]: at for at, c in enumerate(self.source["category"])}
        return [self._picture(p, shelves[p["sku"][:3]]) for p in self.source["pictures"][:count]]

    def _picture(self, p: dict[str, Any], shelf: int) -> Goods:
        category = self.source["category"][shelf]
        offers = []
        for offer in p["offers"]:
            name, price, lead, minimum = offer.rsplit(" ", 3)
            money = int(Decimal(price) * MONEY)
            offers.append(Offer(self.vendor[name], money, int(lead), int(minimum) * QUANTITY))
        floor, back, warehouse = (n * QUANTITY for n in p["ends"])
        return Goods(
            p["sku"], p["name"], shelf, p.get("icon", category["icon"]), p.get("unit", "piece"),
            int(Decimal(p["price"]) * MONEY), offers[0].unit_price, category["tax"],
            category["keeps"], p["pack"], p["sold"], p["reorder"] * QUANTITY,
            (floor, back, warehouse), tuple(offers), self.codes.of(p.get("code"), p["pack"]),
        )  # fmt: skip

    def others(self, count: int) -> list[Goods]:
        """``count`` more, spread over all categories, with a long tail of slow ones."""
        drafts = self._choose(count)
        weights = self._weights(drafts)
        scale = OTHERS_SOLD_A_DAY * (max(count, 1) / 1265) ** 0.5 / (sum(weights) or 1.0)
        return [self._good(d, w * scale) for d, w in zip(drafts, weights, strict=True)]

    def _choose(self, count: int) -> list[_Draft]:
        chosen: list[_Draft] = []
        for line, pack in _rounds():
            if len(chosen) == count:
                break
            drafts = [d for d in _drafts(self.source, line, pack) if d.name not in self.names]
            missing = count - len(chosen)
            picked = range(len(drafts))
            if missing < len(drafts):
                picked = sorted(self.rng.sample(picked, missing))  # type: ignore[assignment]
            chosen += [drafts[at] for at in picked]
        if len(chosen) < count:
            raise UserError(
                f"The demo shop has at most {len(chosen) + len(self.names)} products.",
                field="products",
                code="too_many",
            )
        return sorted(chosen, key=lambda draft: draft.shelf)

    def _weights(self, drafts: list[_Draft]) -> list[float]:
        """Pull of each draft: its category's share times a rank in it that falls like 1/n."""
        per_shelf: dict[int, list[int]] = {}
        for at, draft in enumerate(drafts):
            per_shelf.setdefault(draft.shelf, []).append(at)
        weights = [0.0] * len(drafts)
        for shelf, members in per_shelf.items():
            self.rng.shuffle(members)
            pulls = [
                (rank + 4) ** -0.85 * self.rng.lognormvariate(0, 0.35)
                for rank in range(len(members))
            ]
            share = self.source["category"][shelf]["pull"] / sum(pulls)
            for at, pull in zip(members, pulls, strict=True):
                weights[at] = pull * share
        return weights

    def _good(self, draft: _Draft, sold: float) -> Goods:
        category = self.source["category"][draft.shelf]
        rng = self.rng
        price = _shop_price(draft.price * rng.randint(85, 120) // 100)
        cost = cents(price * (100 - category["margin"] - rng.randint(-6, 6)) // 100)
        pack = rng.choice((1, 6) if category["keeps"] else (6, 6, 10, 12, 12, 24))
        return Goods(
            self._sku(draft.shelf), draft.name, draft.shelf,
            draft.family.get("icon", category["icon"]), draft.family.get("unit", "piece"),
            price, cost, category["tax"], category["keeps"], pack, sold, 0, None,
            self._offers(category, cost, pack), self.codes.of(None, pack),
        )  # fmt: skip

    def _sku(self, shelf: int) -> str:
        prefix = self.source["category"][shelf]["prefix"]
        while True:
            self.next_number[shelf] += 1
            sku = f"{prefix}-{self.next_number[shelf]:04d}"
            if sku not in self.taken:
                return sku

    def _offers(self, category: dict[str, Any], cost: int, pack: int) -> tuple[Offer, ...]:
        """The category's vendor and, for two of five, a dearer second one; one of 400 has none."""
        chance = self.rng.random()
        names = category["vendors"][: 0 if chance < 0.0025 else 2 if chance < 0.4 else 1]
        offers = []
        for at, name in enumerate(names):
            vendor = self.vendor[name]
            price = cost if at == 0 else cents(cost * self.rng.randint(102, 112) // 100)
            minimum = pack * QUANTITY * (1 if at == 0 else 2)
            offers.append(Offer(vendor, price, self.sellers[vendor].lead, minimum))
        return tuple(offers)


def _rounds() -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Plain goods first, then the lines, then each line in each pack."""
    for pack in PACKS:
        for line in LINES:
            yield line, pack


def cents(money: int) -> int:
    """Money in 1/10 000, rounded to whole cents."""
    return (money + 50) // 100 * 100


def _shop_price(price: int) -> int:
    """A price as shops write it: steps of 0.05 below one, …9 below ten, then .90; in 1/10 000."""
    cents = price // 100
    if cents < 100:
        shown = max(1, (cents + 2) // 5) * 5
    elif cents < 1000:
        shown = (cents + 5) // 10 * 10 - 1
    else:
        shown = (cents + 50) // 100 * 100 - 10
    return shown * 100
