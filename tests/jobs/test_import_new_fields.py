"""Columns that no field is known for become fields of the shop's own, and go with their import."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.commands.custom_fields import (
    ChangeField,
    DefineField,
    change_field,
    define_field,
)
from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs.importing import Choices, Desk, Report, import_file
from desktop.jobs.importing.new_fields import guessed, parted_new
from desktop.jobs.importing.previewing import preview_file
from desktop.jobs.opening import Shop
from desktop.queries.custom_fields import fields_in
from desktop.queries.lists import stream
from desktop.queries.products import PRODUCTS
from desktop.schema import Product
from tests.importing import done, products
from tests.trade import request, undo

LINES = (
    "sku;name;price;stock;Brix %;Shelf;Harvest;Bio;Remark",
    *(f"W{n};Wine {n};9,50;{n};1{n},5;{'Cellar' if n % 2 else 'Front'};"
      f"2{n}/11/2024;{'ja' if n % 2 else 'nein'};no. {n}, =dry" for n in range(1, 9)),
)  # fmt: skip
NEW = tuple((name, "new") for name in ("Brix %", "Shelf", "Harvest", "Bio", "Remark"))


def goods(folder: Path) -> Path:
    path = folder / "wine.csv"
    path.write_text("\n".join(LINES) + "\n", "utf-8")
    return path


def taken(shop: Shop, path: Path, columns: tuple[tuple[str, str], ...] = NEW) -> Report:
    head = (shop.database, shop.actor, shop.clock, shop.ids)
    return import_file(*head, path, choices=Choices(columns=columns))


def fields(shop: Shop) -> dict[str, str]:
    with shop.database.read() as session:
        return {info.label: info.type for info in fields_in(session)}


def test_unknown_columns_become_fields_and_go_with_their_import(shop: Shop, tmp_path: Path) -> None:
    """D10: header mapping; one undo for the import with its fields, also where goods have moved."""
    path = goods(tmp_path)
    desk = Desk(shop.database, shop.actor, shop.clock, shop.ids)
    told = dict(
        zip(LINES[0].split(";")[4:], ("number", "choice", "date", "yes_no", "text"), strict=True)
    )
    seen = preview_file(desk, path, Choices(columns=NEW), Silent())
    assert seen.fields[4:] == tuple(f"new:{kind}" for kind in told.values())
    assert seen.report is not None and seen.report.problems == ()
    assert fields(shop) == {}
    first = done(taken(shop, path))
    assert (first.created, first.fields, fields(shop)) == (8, 5, told)
    with shop.database.read() as session:
        query = PRODUCTS.of(session)
        asked = request(shop).searching("cellar 15.5")
        (row,) = stream(session, query, asked)
        values = [getattr(row, column.key) for column in query.columns[-5:]]
    assert values[0] == Decimal("15.5")
    assert [str(each) for each in values[1:]] == ["cellar", "2024-11-25", "True", "no. 5, =dry"]
    assert done(taken(shop, path)).is_empty
    undo(shop, first.id)
    assert fields(shop) == {}
    with shop.database.read() as session:
        assert set(map(str, session.scalars(select(Product.custom)))) <= {"{}"}
    again = done(taken(shop, path, (*NEW[1:], ("Brix %", "new:text"))))
    assert (again.fields, fields(shop)) == (5, told | {"Brix %": "text"})


def test_a_field_that_is_used_since_stays_when_its_import_is_taken_back(
    shop: Shop, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("sku,name\nT,Tea\n", "utf-8")
    done(taken(shop, path, ()))
    path.write_text("sku,name,Note,Place\nM,Milk,cold,A\n", "utf-8")
    report = taken(shop, path, (("Note", "new"), ("Place", "new")))
    path.write_text("sku,Note\nT,warm\n", "utf-8")
    assert done(taken(shop, path, ())).changed == 1
    undo(shop, done(report).id)
    assert fields(shop) == {"Note": "text"}


def test_a_field_that_somebody_makes_meanwhile_stops_the_import_in_words(
    shop: Shop, tmp_path: Path
) -> None:
    class Meddling(Silent):
        def report(self, done: int, total: int, message: str = "") -> None:
            if message == "Preparing" and not fields(shop):
                head = (shop.ids.new(), shop.actor, shop.clock.now())
                shop.database.run(define_field, DefineField(*head, "Shelf"))

    head = (shop.database, shop.actor, shop.clock, shop.ids)
    path = goods(tmp_path)
    with pytest.raises(UserError, match="There is a field “Shelf” already"):
        import_file(*head, path, False, Meddling(), Choices(columns=NEW))
    assert (fields(shop), products(shop)) == ({"Shelf": "text"}, {})


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_cannot_become_a_field_is_said(shop: Shop, tmp_path: Path) -> None:
    path = goods(tmp_path)
    done(taken(shop, path, NEW[:1]))
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(change_field, ChangeField(*head, "brix", {"is_active": False}))
    for columns, reason in (
        (NEW[:1], "retired"),
        ((("Shelf", "new:colour"),), "no type “colour”"),
        ((("Depth", "new"),), "no column “Depth”"),
    ):
        with pytest.raises(UserError, match=reason):
            taken(shop, path, columns)
    refused = taken(shop, path, (("Remark", "new:number"),))
    assert [problem.field for problem in refused.problems] == ["Remark"] * 8
    assert fields(shop) == {}


GUESSES = {
    "number": ("1", "2.5", "-3"),
    "text": ("007", "12"),
    "yes_no": ("yes", "no", "Ja"),
    "date": ("2024-11-25", "3 May 2024"),
    "choice": ("Red", "red", "Blue", "Blue") * 3,
}


def test_types_are_guessed_from_all_values() -> None:
    assert {guessed(values) for values in ((), ("x" * 99,) * 9, ("a", "b"))} == {"text"}
    assert {kind: guessed(values) for kind, values in GUESSES.items()} == {k: k for k in GUESSES}
    assert guessed(("1", "0", "1")) == "number"
    assert guessed((*map(str, range(99)), "many")) == "text"
    assert parted_new(["Brix", "Brix:number", "a: b"]) == (
        ("Brix", "new"), ("Brix", "new:number"), ("a: b", "new"),
    )  # fmt: skip
