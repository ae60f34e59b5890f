"""A scan is booked once, raises its line, moves the level, and refuses what it cannot know."""

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.commands.documents import CompleteDocument, complete_document
from desktop.commands.products import CreateProduct, NewBarcode, create_product
from desktop.commands.scans import Booked, BookScan, book_scan
from desktop.domain.errors import UserError
from desktop.jobs.opening import Shop

EAN = "4006381333931"


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """One product with an EAN, a case of six, and ten on hand."""
    codes = (NewBarcode(EAN), NewBarcode("CASE-6", Decimal(6)))
    shop.database.run(
        create_product,
        CreateProduct(
            shop.ids.new(), shop.actor, shop.clock.now(), "COF-1001", "House Espresso 1 kg",
            Decimal("12.90"), Decimal("7.61"), barcodes=codes,
        ),
    )  # fmt: skip
    scan(shop, EAN, "receive", Decimal(10))
    return shop


def scan(shop: Shop, code: str, mode: str = "sell", quantity: Decimal | None = None) -> Booked:
    command = BookScan(
        shop.ids.new(), shop.actor, shop.clock.now(), code, mode, shop.ids.new(), quantity
    )
    return shop.database.run(book_scan, command)


def test_a_sale_takes_one_off_the_shelf(stocked: Shop) -> None:
    booked = scan(stocked, EAN)
    assert (booked.before, booked.on_hand, booked.quantity) == (10, 9, -1)
    assert booked.price == Decimal("12.90")


@pytest.mark.parametrize("code", [EAN, "0" + EAN, f"]E0{EAN}", f"\x02{EAN}\r", "COF-1001"])
def test_every_spelling_of_a_code_finds_the_product(stocked: Shop, code: str) -> None:
    assert scan(stocked, code).sku == "COF-1001"


def test_a_case_takes_its_pack_quantity(stocked: Shop) -> None:
    assert scan(stocked, "CASE-6").on_hand == 4


def test_a_repeated_command_books_nothing_and_answers_the_same(stocked: Shop) -> None:
    command = BookScan(
        stocked.ids.new(), stocked.actor, stocked.clock.now(), EAN, "sell", stocked.ids.new()
    )
    first = stocked.database.run(book_scan, command)
    second = stocked.database.run(book_scan, command)
    assert second == replace(first, is_repeat=True)
    assert scan(stocked, EAN).seq == first.seq + 1


def test_the_same_product_raises_its_line(stocked: Shop) -> None:
    document = stocked.ids.new()
    lines = []
    for _ in range(3):
        command = BookScan(
            stocked.ids.new(), stocked.actor, stocked.clock.now(), EAN, "sell", document
        )
        lines.append(stocked.database.run(book_scan, command))
    assert {line.line for line in lines} == {lines[0].line}
    assert [line.line_quantity for line in lines] == [1, 2, 3]
    done = stocked.database.run(
        complete_document,
        CompleteDocument(stocked.ids.new(), stocked.actor, stocked.clock.now(), document),
    )
    assert done.total == Decimal("38.70")


def test_a_count_sets_and_without_a_number_tallies(stocked: Shop) -> None:
    document = stocked.ids.new()

    def count(quantity: Decimal | None) -> Decimal:
        command = BookScan(
            stocked.ids.new(), stocked.actor, stocked.clock.now(), EAN, "count", document, quantity
        )
        return stocked.database.run(book_scan, command).on_hand

    assert [count(None), count(None), count(Decimal(17)), count(None)] == [1, 2, 17, 18]
    assert count(Decimal(0)) == 0


@pytest.mark.parametrize(
    ("code", "quantity", "expected"),
    [
        ("nobody has this", None, "unknown_code"),
        ("", None, "empty_code"),
        ("\x00\x1b", None, "empty_code"),
        (EAN, Decimal(-1), "negative"),
        (EAN, Decimal(0), "negative"),
        (EAN, Decimal("0.5"), "too_fine"),
        (EAN, Decimal("NaN"), "bad_number"),
        (EAN, Decimal(10) ** 9, "too_large"),
        ("x" * 10_000, None, "unknown_code"),
    ],
)
def test_rubbish_is_refused_in_words_and_changes_nothing(
    stocked: Shop, code: str, quantity: Decimal | None, expected: str
) -> None:
    with pytest.raises(UserError) as refused:
        scan(stocked, code, "sell", quantity)
    assert refused.value.code == expected
    assert refused.value.message
    assert scan(stocked, EAN).before == 10
