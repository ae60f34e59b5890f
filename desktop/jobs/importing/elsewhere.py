"""Products by what another system calls them: one whose SKU was changed is still the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.external_refs import Called, RememberRefs, remember_refs
from desktop.commands.imports import ImportItem
from desktop.domain.parts import parts
from desktop.domain.permissions import Actor
from desktop.queries.shop_goods import skus_by_ref
from desktop.schema import Product

SYSTEMS = ("shopify", "woocommerce")


def known_here(
    session: Session, system: str, items: Sequence[ImportItem]
) -> tuple[list[ImportItem], list[str]]:
    """The items under the SKUs that their products have here; and what a person should know.

    The id of the other system counts before the SKU. A variant that is here keeps its own name
    and description: Shopify's files have none for it.
    """
    if system not in SYSTEMS:
        return list(items), []
    own = skus_by_ref(session, system, (item.ref for item in items if item.ref))
    taken = {item.sku for item in items}
    here = {item.sku: own[item.ref] for item in items if own.get(item.ref, item.sku) != item.sku}
    here = {sku: mine for sku, mine in here.items() if mine not in taken}
    named = _there(session, items, here) if system == "shopify" else set()
    found = [_under(item, here, named) for item in items]
    told = list(_told(here, system))
    return found, told


def _there(session: Session, items: Sequence[ImportItem], here: dict[str, str]) -> set[str]:
    """The variants of the file that are here already."""
    skus = [here.get(item.sku, item.sku) for item in items if item.parent is not None]
    there: set[str] = set()
    for part in parts(skus):
        there.update(session.scalars(select(Product.sku).where(Product.sku.in_(part))))
    return there


def _under(item: ImportItem, here: dict[str, str], named: set[str]) -> ImportItem:
    sku = here.get(item.sku, item.sku)
    parent = None if item.parent is None else here.get(item.parent, item.parent)
    if parent is not None and sku in named:
        return replace(item, sku=sku, parent=parent, name=None, description=None)
    if (sku, parent) == (item.sku, item.parent):
        return item
    return replace(item, sku=sku, parent=parent)


def _told(here: dict[str, str], system: str) -> Iterator[str]:
    shown = ", ".join(f"{theirs} is {mine}" for theirs, mine in list(here.items())[:10])
    if here:
        more = f" and {len(here) - 10} more" if len(here) > 10 else ""
        yield f"By their ids in {system.capitalize()}: {shown}{more}."


def remember_items(
    session: Session, batch: UUID, by: Actor, at: datetime, system: str, items: Sequence[ImportItem]
) -> None:
    """In the import's own transaction."""
    called = tuple(Called(i.sku, i.ref, i.handle) for i in items if i.ref)
    if called and system in SYSTEMS:
        remember_refs(session, RememberRefs(batch, by, at, system, called))
