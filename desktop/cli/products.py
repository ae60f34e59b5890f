"""``product add``, ``show``, ``edit``, ``archive`` and ``delete``."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage, facts
from desktop.cli.variants import family_told, family_values, stores
from desktop.commands.products import (
    AddBarcode,
    CreateProduct,
    DeleteProduct,
    EditProduct,
    NewBarcode,
    RemoveBarcode,
    add_barcode,
    create_product,
    delete_product,
    edit_product,
    remove_barcode,
)
from desktop.domain.barcode import barcode_key, parse_entry, unclear_quantity
from desktop.domain.custom_field import PREFIX, typed
from desktop.domain.errors import UserError
from desktop.domain.money import parse_price
from desktop.domain.permissions import Actor
from desktop.domain.quantity import parse_quantity, plain
from desktop.jobs.opening import Shop
from desktop.queries.custom_fields import fields_in
from desktop.queries.custom_values import Told, told_of
from desktop.queries.families import family_of
from desktop.queries.product import ProductCard, product_by_sku, product_details
from desktop.queries.shop import shop_info
from desktop.queries.store_prices import prices_by_store

# option → (field of the command, how its text is read)
_PARSERS: dict[str, tuple[str, Any]] = {
    "name": ("name", str),
    "price": ("price", lambda text: parse_price(text, "price")),
    "cost": ("unit_cost", lambda text: parse_price(text, "cost")),
    "tax": ("tax_rate", lambda text: parse_price(text, "tax")),
    "reorder_point": ("reorder_point", lambda text: parse_quantity(text, 3, "reorder_point")),
    "reorder_quantity": ("reorder_qty", lambda text: parse_quantity(text, 3, "reorder_quantity")),
    "unit": ("unit", str),
    "category": ("category", str),
    "description": ("description", str),
    "tracking": ("tracking", str),
}


def _typed(options: Namespace) -> dict[str, Any]:
    """The given options as the command's fields."""
    given = ((name, getattr(options, name)) for name in _PARSERS)
    return {_PARSERS[name][0]: _PARSERS[name][1](text) for name, text in given if text is not None}


def own_values(texts: Sequence[str]) -> dict[str, str]:
    """``key=value`` of the shop's own fields; nothing behind the sign clears the field."""
    for text in texts:
        if not text.partition("=")[0].strip() or "=" not in text:
            raise Usage(f"“{text[:60]}” is no field.", "Write --field key=value.", field="field")
    return {text.partition("=")[0].strip(): text.partition("=")[2] for text in texts}


def _barcodes(options: Namespace) -> tuple[NewBarcode, ...]:
    """Codes as given; ``6*CODE`` stands for six."""
    codes = []
    for text in options.barcode:
        entry = parse_entry(text)
        problem = unclear_quantity(entry.code)
        if problem is not None:
            raise problem
        if entry.parts:
            raise UserError("A pack is a plain number.", "Type it as 6*CODE.", "pack_qty", "bad")
        pack = {} if entry.quantity is None else {"pack_qty": entry.quantity}
        codes.append(NewBarcode(entry.code, **pack))
    return tuple(codes)


def add(options: Namespace, out: Output) -> int:
    """A new product; taxed at the shop's first rate unless told otherwise."""
    values = _typed(options)
    codes, custom = _barcodes(options), own_values(options.field)
    with open_shop(options) as shop:
        with shop.database.read() as session:
            rate = shop_info(session, shop.actor).tax_rates[0]
        given = {"tax_rate": rate} | values
        command = CreateProduct(
            *_head(shop), sku=options.sku, barcodes=codes, custom=custom, **given
        )
        product = shop.database.run(create_product, command)
        _print(shop, product, out)
    return 0


def show(options: Namespace, out: Output) -> int:
    """Everything about one product."""
    with open_shop(options, reads=True) as shop:
        _print(shop, _found(shop, options.sku).product, out)
    return 0


def edit(options: Namespace, out: Output) -> int:
    """Changes the given fields, all of them or none."""
    values = _typed(options)
    values |= {"sku": options.new_sku} if options.new_sku is not None else {}
    values |= {"status": options.status} if options.status is not None else {}
    values |= {PREFIX + key: value for key, value in own_values(options.field).items()}
    if not (values or options.barcode or options.remove_barcode):
        raise Usage("There is nothing to change.", "Give at least one field, as --price 2.50.")
    with open_shop(options) as shop:
        card = _found(shop, options.sku)
        codes = _barcodes(options)
        gone = [_code_of(card, code) for code in options.remove_barcode]
        with shop.database.write() as session:
            for barcode in gone:
                remove_barcode(session, RemoveBarcode(*_head(shop), barcode))
            for code in codes:
                new = AddBarcode(*_head(shop), card.product, code.code, code.pack_qty)
                add_barcode(session, new)
            edit_product(session, EditProduct(*_head(shop), card.product, values))
        _print(shop, card.product, out)
    return 0


def archive(options: Namespace, out: Output) -> int:
    """Takes a product out of sale; its history stays, and `edit --status active` brings it back."""
    with open_shop(options) as shop:
        card = _found(shop, options.sku)
        if card.status == "archived":
            raise UserError(f"{card.name} ({card.sku}) is archived already.", code="archived")
        command = EditProduct(*_head(shop), card.product, {"status": "archived"})
        shop.database.run(edit_product, command)
        _print(shop, card.product, out)
    return 0


def delete(options: Namespace, out: Output) -> int:
    """Deletes a product on which nothing depends, with its codes and vendors' prices."""
    with open_shop(options) as shop:
        card = _found(shop, options.sku)
        shop.database.run(delete_product, DeleteProduct(*_head(shop), card.product))
    values = {"ok": True, "id": card.product, "sku": card.sku, "name": card.name}
    out.result(values, f"{card.name} ({card.sku}) was deleted.")
    return 0


def _head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    """What every command begins with."""
    return shop.ids.new(), shop.actor, shop.clock.now()


def _found(shop: Shop, sku: str) -> ProductCard:
    with shop.database.read() as session:
        return product_by_sku(session, sku, shop.actor.location)


def _code_of(card: ProductCard, text: str) -> Any:
    for code in card.codes:
        if barcode_key(code.code) == barcode_key(text):
            return code.id
    raise UserError(
        f"{card.name} has no barcode {text[:60]}.", field="barcode", code="unknown_code"
    )


def _print(shop: Shop, product: Any, out: Output) -> None:
    with shop.database.read() as session:
        card = product_details(session, product, shop.actor.location)
        fields = fields_in(session)
        prices = prices_by_store(session, product)
        family = family_of(session, product, shop.actor.store) if card.is_template else None
    values = _values(card, {info.key: typed(info, card.custom.get(info.key)) for info in fields})
    values["stores"] = stores(prices)
    values["variants"] = family_values(family)["variants"] if family is not None else []
    told = [_told(card, told_of(fields, card.custom))]
    told += [f"price in {code}: {plain(price)}" for code, price in stores(prices).items()]
    told += [family_told(family)] if family is not None else []
    out.result(values, "\n".join(told))


def _values(card: ProductCard, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": card.product,
        "sku": card.sku,
        "name": card.name,
        "price": card.usual_price,
        "cost": card.cost,
        "on_hand": card.total,
        "reorder_point": card.reorder_point,
        "reorder_quantity": card.reorder_qty,
        "barcode": card.codes[0].code if card.codes else None,
        "barcodes": [code.code for code in card.codes],
        "category": card.category,
        "unit": card.unit,
        "status": card.status,
        "tax": card.tax_rate,
        "description": card.description,
        "options": dict(card.options),
        "fields": fields,
        "levels": [{"location": at.name, "on_hand": at.on_hand} for at in card.levels],
        "vendors": [
            {
                "name": offer.name,
                "unit_price": offer.unit_price,
                "currency": offer.currency,
                "is_preferred": offer.is_preferred,
            }
            for offer in card.vendors
        ],
    }


def _told(card: ProductCard, own: Sequence[Told]) -> str:
    codes = ", ".join(
        code.code + ("" if code.pack_qty == 1 else f" ({code.pack_qty.normalize():f})")
        for code in card.codes
    )
    return facts(
        (
            ("sku", card.sku),
            ("name", card.name),
            ("price", card.usual_price),
            ("cost", card.cost),
            ("tax", card.tax_rate),
            ("on hand", card.total),
            *((f"  {place.name}", place.on_hand) for place in card.levels),
            ("reorder point", card.reorder_point),
            ("barcodes", codes),
            ("category", card.category),
            ("unit", card.unit),
            ("status", card.status),
            *((each.label.lower(), each.text) for each in own if each.text),
            *((f"  {offer.name}", offer.unit_price) for offer in card.vendors),
        )
    )
