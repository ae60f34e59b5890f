"""``undo`` and ``verify``."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from desktop.cli.access import open_shop
from desktop.cli.output import Output
from desktop.cli.progress import Told
from desktop.commands.bookings import LongBooking
from desktop.commands.category_changes import OF_CATEGORIES, UndoCategories, undo_categories
from desktop.commands.edits import UndoChange, undo_change
from desktop.commands.event_undo import OF_EVENTS, UndoEvents, undo_events
from desktop.commands.field_undo import UndoFields, undo_fields
from desktop.commands.merges import is_merge
from desktop.commands.picture_undo import UndoPictures, undo_pictures
from desktop.commands.pictures import LINK
from desktop.commands.reorder_policy import UndoPolicy, undo_policy
from desktop.commands.undo import UndoBooking, Undone, undo_booking
from desktop.commands.wholes import LongImport
from desktop.domain.errors import UserError
from desktop.domain.quantity import plain
from desktop.domain.reorder_policy import kept_of
from desktop.jobs import undoing
from desktop.jobs import verify as verifying
from desktop.jobs.opening import Shop
from desktop.jobs.stock_then import Desk, take_back
from desktop.queries.categories import category_tree, words_of_tree
from desktop.queries.documents import document_of_number
from desktop.queries.history import rows_touched_by, touched_by
from desktop.queries.jobs import is_import

# An import of a hundred thousand products is taken back row by row.
PATIENCE_S = 3600.0
OF_PRODUCTS = frozenset({"product", "store_price"})
NAMED = 3


def undo(options: Namespace, out: Output) -> int:
    """Takes back the last booking of the command line or an import, or what is named."""
    with open_shop(options) as shop:
        target = _target(shop, options.target) if options.target else None
        touched = _touched(shop, target) if target is not None else set()
        if target is not None and touched and touched <= set(OF_EVENTS):
            return _undo_events(shop, target, out)
        if target is not None and "custom_field" in touched:
            return _undo_fields(shop, target, out)
        if target is not None and touched == {LINK.name}:
            return _undo_pictures(shop, target, out)
        if target is not None and touched == {"setting"}:
            return _undo_policy(shop, target, out)
        if target is not None and _is_of_categories(shop, target, touched):
            return _undo_categories(shop, target, out)
        if target is not None and _is_of_products(shop, target, touched):
            return _undo_products(shop, target, out)
        command = UndoBooking(shop.ids.new(), shop.actor, shop.clock.now(), target)
        try:
            with shop.database.write(PATIENCE_S) as session:
                done = undo_booking(session, command)
        except LongBooking as long:
            done = _in_parts(shop, command, long)
        except LongImport:
            done = undoing.undo(shop.database, command, Told())
    out.result(_values(done), _told(done))
    return 0


def _in_parts(shop: Shop, command: UndoBooking, long: LongBooking) -> Undone:
    """Of so many nobody reads the rows."""
    desk = Desk(partial(shop.database.write, PATIENCE_S), shop.ids, shop.clock, shop.actor)
    taken = take_back(desk, long.document, Told())
    return Undone(command.id, long.document, "adjust", (), long.document, taken)


def _target(shop: Shop, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        pass
    with shop.database.read() as session:
        found = document_of_number(session, text)
    if found is None:
        raise UserError(
            f"There is no booking “{text[:60]}”.",
            "Give a document's number, or the id of a movement, of an import of goods or events, "
            "or of a change of products, categories, fields, pictures or the order policy.",
            code="unknown",
        )
    return found


def _touched(shop: Shop, target: UUID) -> set[str]:
    """The tables in which what is named changed rows."""
    with shop.database.read() as session:
        return touched_by(session, target)


def _undo_events(shop: Shop, target: UUID, out: Output) -> int:
    """An import of events or another change of the calendar, whole or not at all."""
    command = UndoEvents(shop.ids.new(), shop.actor, shop.clock.now(), target)
    with shop.database.write(PATIENCE_S) as session:
        done = undo_events(session, command)
    values = {
        "ok": True, "id": done.batch, "target": target, "what": "events", "events": done.restored
    }  # fmt: skip
    out.result(values, f"Undone: {done.restored} events are as they were before.")
    return 0


def _is_of_categories(shop: Shop, target: UUID, touched: set[str]) -> bool:
    """A change of the tree; an import that made categories is taken back as an import."""
    if "category" not in touched or not touched <= OF_CATEGORIES:
        return False
    with shop.database.read() as session:
        return not is_import(session, target)


def _undo_categories(shop: Shop, target: UUID, out: Output) -> int:
    """A category that was made, changed, moved, deleted or merged."""
    command = UndoCategories(shop.ids.new(), shop.actor, shop.clock.now(), target)
    before = _words_of_categories(shop, target)
    with shop.database.write(PATIENCE_S) as session:
        done = undo_categories(session, command)
    after = _words_of_categories(shop, target)
    values = {
        "ok": True, "id": done.batch, "target": target, "what": "categories",
        "rows": done.restored,
    }  # fmt: skip
    told = [f"Undone: as they were before: {_listed(after)}."] if after else []
    told += [f"Gone again: {_listed(before)}."] if not after else []
    out.result(values, "\n".join([*told, f"To do it again: undo {done.batch}"]))
    return 0


def _words_of_categories(shop: Shop, target: UUID) -> list[str]:
    """Where those stand now that a change touched."""
    with shop.database.read() as session:
        touched = rows_touched_by(session, target, "category")
        words = words_of_tree(category_tree(session))
    return sorted(words[key] for key in touched if key in words)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _is_of_products(shop: Shop, target: UUID, touched: set[str]) -> bool:
    """Fields that were changed, as by another word for an option; imports and merges are whole."""
    if not touched or not touched <= OF_PRODUCTS:
        return False
    with shop.database.read() as session:
        return not is_import(session, target) and not is_merge(session, target)


def _undo_products(shop: Shop, target: UUID, out: Output) -> int:
    """Rows that were changed since stay as they are, and are told."""
    command = UndoChange(shop.ids.new(), shop.actor, shop.clock.now(), target)
    done = shop.database.run(undo_change, command)
    if not done.restored:
        names = f"Changed since: {_listed(done.names)}."
        raise UserError(
            names, "Nothing was undone. Take the newer change back first.", code="changed_since"
        )
    told = [f"Undone: {done.restored} products are as they were before."]
    if done.left:
        told.append(f"Changed since and left so: {done.left}, as {_listed(done.names)}.")
    told.append(f"To do it again: undo {done.batch}")
    values = {
        "ok": True, "id": done.batch, "target": target, "what": "products",
        "products": done.restored, "left": done.left,
    }  # fmt: skip
    out.result(values, "\n".join(told))
    return 0


def _undo_fields(shop: Shop, target: UUID, out: Output) -> int:
    """A change of the shop's own fields, with the values that went along."""
    command = UndoFields(shop.ids.new(), shop.actor, shop.clock.now(), target)
    with shop.database.write(PATIENCE_S) as session:
        done = undo_fields(session, command)
    values = {"ok": True, "id": command.id, "target": target, "what": "fields"}
    out.result(values, f"Undone: {done.restored} fields are as they were before.")
    return 0


def _undo_pictures(shop: Shop, target: UUID, out: Output) -> int:
    """Pictures that were added, removed or ordered, of one product or of a whole folder."""
    command = UndoPictures(shop.ids.new(), shop.actor, shop.clock.now(), target)
    with shop.database.write(PATIENCE_S) as session:
        done = undo_pictures(session, command)
    values = {
        "ok": True, "id": done.batch, "target": target, "what": "pictures",
        "pictures": done.restored,
    }  # fmt: skip
    out.result(values, f"Undone: {done.restored} pictures are as they were before.")
    return 0


def _undo_policy(shop: Shop, target: UUID, out: Output) -> int:
    """A change of the policy of ordering."""
    command = UndoPolicy(shop.ids.new(), shop.actor, shop.clock.now(), target)
    policy = shop.database.run(undo_policy, command)
    values = {"ok": True, "id": command.id, "target": target, "what": "policy", **kept_of(policy)}
    out.result(values, "Undone: the policy of ordering is as it was before.")
    return 0


def _values(done: Undone) -> dict[str, object]:
    return {
        "ok": True,
        "id": done.id,
        "target": done.target,
        "what": done.what,
        "document": done.document,
        "products": done.products,
        "return": done.returned or None,
        "rows": [
            {
                "sku": row.sku,
                "name": row.name,
                "kind": row.kind,
                "quantity": row.quantity,
                "on_hand": row.on_hand,
            }
            for row in done.rows
        ],
    }


def _told(done: Undone) -> str:
    lines = [f"Undone: {done.what}."]
    if done.returned:
        lines.append(f"The document was completed before: return {done.returned} corrects it.")
    if done.products:
        lines.append(f"{done.products} products are as they were before.")
    lines += [f"{row.name} ({row.sku}): {plain(row.on_hand)} on hand" for row in done.rows]
    return "\n".join(lines)


def verify(options: Namespace, out: Output) -> int:
    """0 when the chains are whole and the levels are what the ledger adds up to."""
    with open_shop(options, reads=not options.rebuild) as shop:
        if options.rebuild:
            found = verifying.rebuild(shop.database, shop.clock, shop.ids, shop.actor, Told())
            left = verifying.verify(shop.database, Told())
        else:
            found = left = verifying.verify(shop.database, Told())
    for problem in found.problems:
        print(f"{problem.where}: {problem.message}", file=sys.stderr)
    values = {
        "ok": left.is_whole,
        "movements": left.moves,
        "writers": left.writers,
        "levels": left.levels,
        "faults": left.faults,
        "rebuilt": found.rebuilt,
        "problems": [vars(problem) for problem in found.problems],
    }
    seen = f"{left.moves} movements of {left.writers} writers, {left.levels} levels"
    words = "all is right" if left.is_whole else f"{left.faults} faults"
    out.result(values, f"{seen}: {words}." + _rebuilt(found.rebuilt))
    return 0 if left.is_whole else 1


def _rebuilt(number: int) -> str:
    return f" {number} levels were set to what the ledger says." if number else ""
