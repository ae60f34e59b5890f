"""Duplicates found by a process of its own: the same answer, and it ends when asked."""

from decimal import Decimal

import pytest

from desktop.commands.products import CreateProduct, create_product
from desktop.domain.progress import Cancelled
from desktop.jobs.duplicates import groups_aside
from desktop.jobs.opening import Shop
from desktop.queries.duplicates import find_twins, twins_in


class Watch:
    """Notes what is told; may stop it."""

    def __init__(self, stops: bool = False) -> None:
        self.told: list[tuple[int, int]] = []
        self._stops = stops

    def report(self, done: int, total: int, message: str = "") -> None:
        self.told.append((done, total))
        if self._stops:
            raise Cancelled


def test_another_process_finds_the_same_and_can_be_ended(shop: Shop) -> None:
    for sku, name in (("A", "Oat milk"), ("B", "Oat  Milk"), ("C", "Bread")):
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(create_product, CreateProduct(*head, sku, name, Decimal(1)))
    watch = Watch()
    groups = groups_aside(shop.settings, watch)
    assert watch.told[0] == (0, 9)
    with shop.database.read() as session:
        found = twins_in(session, shop.actor.store, groups)
        assert found == find_twins(session, shop.actor.store)
        gone = [(why, (*keys[:1], shop.ids.new())) for why, keys in groups]
        assert twins_in(session, shop.actor.store, gone) == []  # one alone is no twin
    assert [[twin.sku for twin in each.products] for each in found] == [["A", "B"]]
    with pytest.raises(Cancelled):
        groups_aside(shop.settings, Watch(stops=True))
