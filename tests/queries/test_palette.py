"""What the palette finds in a shop, on both engines, with and without the names in memory."""

from decimal import Decimal
from uuid import UUID

import pytest

from desktop.commands.products import EditProduct, edit_product
from desktop.commands.vendors import SaveVendor, save_vendor
from desktop.db.engine import Database
from desktop.jobs.opening import Shop
from desktop.queries.columns import Filter
from desktop.queries.movements import MOVEMENTS
from desktop.queries.palette import Answer, Catalogue, catalogue, look_for
from desktop.queries.product import found_products
from tests import trade

EAN = "4006381333931"
HOSTILE = ("100 % off_er", 'O\'Neill’s "best"', "قهوة عربية", "😀 Mix", "ÇA VA; DROP")


@pytest.fixture
def goods(shop: Shop) -> dict[str, UUID]:
    """A few products, the espresso with stock."""
    made = {
        name: trade.add_product(shop, f"SKU-{number}", *codes, name=name)
        for number, (name, codes) in enumerate(
            {
                "Goat milk 0.5 l": (),
                "House Espresso 1 kg": (EAN,),
                "Oat milk 1 l": (),
                **dict.fromkeys(HOSTILE, ()),
            }.items()
        )
    }
    trade.scan(shop, EAN, "receive", 10)
    return made


def names_of(database: Database, most: int = 1000) -> Catalogue:
    with database.read() as session:
        return catalogue(session, most)


def ask(shop: Shop, text: str, names: Catalogue | None, *recent: UUID) -> Answer:
    with shop.database.read() as session:
        return look_for(session, names, text, shop.actor.store, recent)


def titles(answer: Answer) -> list[str]:
    return [hit.found.name for hit in answer.products]


def test_slips_accents_and_case_do_not_matter(shop: Shop, goods: dict[str, UUID]) -> None:
    names = names_of(shop.database)
    assert titles(ask(shop, "oat mlik", names))[:1] == ["Oat milk 1 l"]
    answer = ask(shop, "espresso hous", names)
    assert titles(answer) == ["House Espresso 1 kg"]
    [hit] = answer.products
    assert (hit.found.product, hit.found.on_hand) == (goods["House Espresso 1 kg"], Decimal(10))
    assert [hit.found.name[a:b] for a, b in hit.marks] == ["Hous", "Espresso"]
    assert titles(ask(shop, "ÇA", names)) == titles(ask(shop, "ca v", names)) == ["ÇA VA; DROP"]


def test_products_that_are_only_nearly_called_so_are_told(
    shop: Shop, goods: dict[str, UUID]
) -> None:
    names = names_of(shop.database)
    assert ask(shop, "mlik", names).is_near
    assert not ask(shop, "milk", names).is_near


def test_a_code_leads_to_its_product_first(shop: Shop, goods: dict[str, UUID]) -> None:
    trade.add_product(shop, "OTHER", name=f"Like {EAN} and SKU-1")
    names = names_of(shop.database)
    for text in (EAN, f"0{EAN}", f"#{EAN}", "SKU-1", "#SKU-1"):
        assert titles(ask(shop, text, names))[:1] == ["House Espresso 1 kg"]
        assert titles(ask(shop, text, None))[:1] == ["House Espresso 1 kg"]
    assert titles(ask(shop, " # sku-1 ", names)) == ["House Espresso 1 kg"]


def test_without_the_names_the_database_is_asked(shop: Shop, goods: dict[str, UUID]) -> None:
    answer = ask(shop, "espr", None)
    assert titles(answer) == ["House Espresso 1 kg"]
    assert answer.products[0].marks == ((6, 10),)


def test_without_the_names_those_that_begin_so_come_first_however_they_are_spelt(
    shop: Shop, goods: dict[str, UUID]
) -> None:
    trade.add_product(shop, "M1", name="Milk chocolate")
    wanted = ["Milk chocolate", "Goat milk 0.5 l", "Oat milk 1 l"]
    for typed in ("milk", "MILK", "Milk"):
        assert titles(ask(shop, typed, None)) == wanted


def test_beyond_the_most_names_the_rest_is_found_in_the_database(
    shop: Shop, goods: dict[str, UUID]
) -> None:
    names = names_of(shop.database, most=2)
    assert (len(names.products), names.is_whole) == (2, False)
    for name in goods:
        assert name in titles(ask(shop, name, names))


def test_every_sign_stands_for_itself(shop: Shop, goods: dict[str, UUID]) -> None:
    for names in (names_of(shop.database), None):
        assert [titles(ask(shop, text, names)) for text in HOSTILE] == [[name] for name in HOSTILE]


def test_nothing_finds_nothing(shop: Shop, goods: dict[str, UUID]) -> None:
    for names in (names_of(shop.database), None):
        for text in ("", "#", "%%", "__", "\0", "x" * 10_000, "#" + "9" * 10_000):
            assert ask(shop, text, names) == Answer()


def test_archived_products_are_not_found_even_before_the_names_are_renewed(
    shop: Shop, goods: dict[str, UUID]
) -> None:
    names = names_of(shop.database)
    gone = goods["Oat milk 1 l"]
    change = {"status": "archived"}
    archive = EditProduct(shop.ids.new(), shop.actor, shop.clock.now(), gone, change)
    shop.database.run(edit_product, archive)
    assert titles(ask(shop, "oat milk", names)) == ["Goat milk 0.5 l"]
    assert titles(ask(shop, "oat milk", names_of(shop.database))) == ["Goat milk 0.5 l"]


def test_what_was_picked_before_comes_first(shop: Shop, goods: dict[str, UUID]) -> None:
    other = trade.add_product(shop, "B", name="Oat biscuits")
    names = names_of(shop.database)
    assert titles(ask(shop, "oat", names))[:2] == ["Oat biscuits", "Oat milk 1 l"]
    oat = goods["Oat milk 1 l"]
    assert titles(ask(shop, "oat", names, oat, shop.ids.new()))[0] == "Oat milk 1 l"
    with shop.database.read() as session:
        recent = found_products(session, (oat, shop.ids.new(), other), shop.actor.store)
    assert [each.name for each in recent] == ["Oat milk 1 l", "Oat biscuits"]


def test_documents_are_found_by_their_number_and_lead_to_their_movements(
    shop: Shop, goods: dict[str, UUID]
) -> None:
    sold = trade.scan(shop, EAN, "sell")
    [sale] = ask(shop, "#S-0", None).documents
    assert (sale.document, sale.kind) == (sold.document, "sale")
    assert [sale.number[a:b] for a, b in sale.marks] == ["S-0"]
    exact = ask(shop, sale.number.lower(), names_of(shop.database))
    assert [hit.number for hit in exact.documents] == [sale.number]
    assert len(ask(shop, "#-0000", None).documents) == 2
    chosen = Filter("document", "has", sale.number)
    assert [row.id for row in trade.rows_of(shop, MOVEMENTS, chosen)] == [sold.id]


def test_vendors_are_found_by_name_and_code(shop: Shop) -> None:
    now = shop.clock.now()
    made = SaveVendor(shop.ids.new(), shop.actor, now, "Northside Roasters", "NORTH")
    shop.database.run(save_vendor, made)
    names = names_of(shop.database)
    for text in ("roasters", "northsdie", "NORTH"):
        assert [hit.name for hit in ask(shop, text, names).vendors] == ["Northside Roasters"]
