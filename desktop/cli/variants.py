"""``product variants``, ``price``, ``rename-option`` and ``leave-family``."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage, facts
from desktop.commands.families import MakeVariants, Variant, make_variants
from desktop.commands.family_changes import (
    LeaveFamily,
    RenameOption,
    leave_family,
    rename_option,
)
from desktop.commands.family_joins import JoinFamily, join_family
from desktop.commands.imports.items import ImportRefused
from desktop.commands.products import EditProduct, edit_product
from desktop.commands.store_prices import SetStorePrices, set_store_prices
from desktop.domain.errors import UserError
from desktop.domain.matrix import (
    Option,
    SkuPattern,
    check_options,
    combinations,
    parse_values,
    usual_pattern,
)
from desktop.domain.money import parse_price
from desktop.domain.permissions import Actor
from desktop.domain.quantity import parse_quantity, plain
from desktop.domain.search import folded
from desktop.domain.variants import options_key
from desktop.jobs.opening import Shop
from desktop.queries.families import Family, family_of, free_codes
from desktop.queries.product import ProductCard, product_by_sku
from desktop.queries.store_prices import PriceInStore, prices_by_store


def make(options: Namespace, out: Output) -> int:
    """Every combination that is not there yet; without options, what is there."""
    with open_shop(options, reads=not options.option) as shop:
        card = _found(shop, options.sku)
        family = _family(shop, card.product)
        if options.option:
            chosen = [_option(text) for text in options.option]
            command = _command(shop, family, chosen, options)
            _run(shop, command)
            family = _family(shop, card.product)
            out.result(*_made(command, family))
        else:
            out.result(family_values(family), family_told(family))
    return 0


def _option(text: str) -> Option:
    name, equals, values = text.partition("=")
    if not equals:
        raise Usage(f"“{text}” is no option.", "Write it as Size=S,M,L.")
    return Option(" ".join(name.split()), parse_values(values))


def _command(
    shop: Shop, family: Family, chosen: Sequence[Option], options: Namespace
) -> MakeVariants:
    check_options(chosen)
    pattern = SkuPattern(options.pattern or usual_pattern(chosen), family.sku, chosen)
    out = {tuple(map(folded, parse_values(text))) for text in options.leave_out}
    sold = [each for each in family.variants if each.status != "archived"]
    there = {options_key(each.options.items()) for each in sold}
    wanted = [
        pairs
        for pairs in combinations(chosen)
        if options_key(pairs) not in there and tuple(folded(value) for _, value in pairs) not in out
    ]
    codes: Sequence[str] = [""] * len(wanted)
    if options.barcodes:
        with shop.database.read() as session:
            codes = free_codes(session, shop.actor.store, len(wanted))
    held = None if options.on_hand is None else parse_quantity(options.on_hand)
    price, cost = _money(options.price, "price"), _money(options.cost, "cost")
    variants = tuple(
        Variant(pairs, pattern.sku(pairs), barcode=code, price=price, cost=cost, opening=held)
        for pairs, code in zip(wanted, codes, strict=True)
    )
    if not variants:
        raise UserError("All of these variants are there already.", code="there")
    return MakeVariants(*_head(shop), family.product, variants, options.empty)


def _run(shop: Shop, command: MakeVariants) -> None:
    """What clashes is told with the variant it is about."""
    try:
        shop.database.run(make_variants, command)
    except ImportRefused as refused:
        first = refused.problems[0]
        about = command.variants[first.row - 1].sku if first.row else ""
        raise UserError(
            f"{about}: {first.reason}" if about else first.reason,
            "Nothing was made.",
            field=first.field,
            code="bad_variant",
        ) from refused


def _made(command: MakeVariants, family: Family) -> tuple[dict[str, Any], str]:
    number = len(command.variants)
    told = (
        f"{number} variants were made.\n{family_told(family)}\nTo take it back: undo {command.id}"
    )
    return {"ok": True, "id": command.id, "made": number, **family_values(family)}, told


def price(options: Namespace, out: Output) -> int:
    """Sets the usual price, or the one of a store."""
    with open_shop(options) as shop:
        card = _found(shop, options.sku)
        amount = _money(options.price, "price") if options.price else None
        if options.store is None:
            if amount is None:
                raise Usage("There is no price.", "Write it as 2.50.")
            command = EditProduct(*_head(shop), card.product, {"price": amount})
            shop.database.run(edit_product, command)
        else:
            store = _store(_prices(shop, card.product), options.store)
            prices = ((store.store, amount),)
            shop.database.run(set_store_prices, SetStorePrices(*_head(shop), card.product, prices))
        card, prices_now = _found(shop, card.sku), _prices(shop, card.product)
    values = {"ok": True, "sku": card.sku, "price": card.usual_price, "stores": stores(prices_now)}
    told = [("price", card.usual_price)]
    told += [(f"price in {each.code}", each.price) for each in prices_now if each.price is not None]
    out.result(values, facts(told))
    return 0


def rename(options: Namespace, out: Output) -> int:
    """An option's name, or a value of it, over the whole family."""
    with open_shop(options) as shop:
        family = _family(shop, _found(shop, options.sku).product)
        command = RenameOption(
            *_head(shop), family.product, options.option, options.to, options.value
        )
        done = shop.database.run(rename_option, command)
    values = {"ok": True, "id": command.id, "changed": done.changed}
    out.result(values, f"{done.changed} variants were changed.\nTo take it back: undo {command.id}")
    return 0


def leave(options: Namespace, out: Output) -> int:
    """Its SKU, codes, stock and history stay."""
    with open_shop(options) as shop:
        card = _found(shop, options.sku)
        command = LeaveFamily(*_head(shop), card.product)
        shop.database.run(leave_family, command)
    told = f"{card.name} ({card.sku}) is a product of its own now."
    told += f"\nTo take it back: undo {command.id}"
    out.result({"ok": True, "id": command.id, "sku": card.sku}, told)
    return 0


def join(options: Namespace, out: Output) -> int:
    """It stays what it is, and is told from the others by its options."""
    with open_shop(options) as shop:
        card = _found(shop, options.sku)
        family = _family(shop, _found(shop, options.parent).product)
        pairs = tuple(_pair(text) for text in options.option)
        command = JoinFamily(*_head(shop), card.product, family.product, pairs)
        shop.database.run(join_family, command)
    told = f"{card.name} ({card.sku}) is a variant of {family.name} now."
    told += f"\nTo take it back: undo {command.id}"
    out.result({"ok": True, "id": command.id, "sku": card.sku, "parent": family.sku}, told)
    return 0


def _pair(text: str) -> tuple[str, str]:
    option = _option(text)
    if len(option.values) != 1:
        raise Usage(f"“{text}” is no single value.", "Write it as Size=S.")
    return option.name, option.values[0]


def family_values(family: Family) -> dict[str, Any]:
    """A family as JSON tells it."""
    variants = [
        {
            "sku": each.sku,
            "name": each.name,
            "options": each.options,
            "barcode": each.barcode or None,
            "price": each.price,
            "on_hand": each.on_hand,
            "status": each.status,
        }
        for each in family.variants
    ]
    return {"sku": family.sku, "name": family.name, "variants": variants}


def family_told(family: Family) -> str:
    """A line for each variant."""
    lines = [
        f"  {each.sku}  {each.values}  {plain(each.price)}  {plain(each.on_hand)} on hand"
        for each in family.variants
    ]
    return "\n".join([f"{family.name} ({family.sku})", *(lines or ["  no variants"])])


def stores(prices: Sequence[PriceInStore]) -> dict[str, Decimal]:
    """The prices that differ, by the code of the store."""
    return {each.code: each.price for each in prices if each.price is not None}


def _store(prices: Sequence[PriceInStore], code: str) -> PriceInStore:
    for each in prices:
        if each.code.casefold() == code.casefold():
            return each
    known = ", ".join(each.code for each in prices)
    raise UserError(f"There is no store {code[:20]}.", f"There are: {known}.", "store", "unknown")


def _prices(shop: Shop, product: UUID) -> list[PriceInStore]:
    with shop.database.read() as session:
        return prices_by_store(session, product)


def _family(shop: Shop, product: UUID) -> Family:
    with shop.database.read() as session:
        return family_of(session, product, shop.actor.store)


def _found(shop: Shop, sku: str) -> ProductCard:
    with shop.database.read() as session:
        return product_by_sku(session, sku, shop.actor.location)


def _money(text: str | None, field: str) -> Decimal | None:
    return None if text is None else parse_price(text, field)


def _head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    return shop.ids.new(), shop.actor, shop.clock.now()
