"""Writes an import: bulk statements in one transaction, with an audit trail that can be undone."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from desktop.commands import alerts
from desktop.commands.audit import Trail
from desktop.commands.categories import category_of_path
from desktop.commands.imports.items import Imported, ImportProducts
from desktop.commands.imports.matching import EDITED, Match, Plan, check_import, names_of
from desktop.commands.imports.offers import write_offers
from desktop.commands.imports.stock import book_stock_of
from desktop.commands.posting import Posting, begin
from desktop.db.bulk import insert_rows
from desktop.domain.barcode import describe
from desktop.domain.ids import member, no_lot
from desktop.domain.permissions import Actor, Permission
from desktop.domain.progress import Progress, Silent
from desktop.domain.search import search_text
from desktop.schema import Barcode, Job, Lot, Product, Setting, Writer
from desktop.schema.base import table_of

P, B, LOT = table_of(Product), table_of(Barcode), table_of(Lot)
PART = 2_000


def import_products(
    session: Session, command: ImportProducts, progress: Progress | None = None
) -> Imported:
    """Creates, changes and counts; the same command sent again answers what it did.

    Clock: the posting's stamp. Movements go to the workstation's job chain, so that its till goes
    on meanwhile. Locks: that writer, the products of the file, then their levels.
    """
    posting = begin(
        session, command.id, _on_job_lane(session, command.by), command.at, Permission.IMPORT
    )
    job = session.get(Job, command.id)
    if job is not None:
        return Imported(**(job.payload["result"] | {"id": job.id}))
    plan = check_import(session, command, locks=True)
    return _Import(session, command, plan, posting, progress or Silent()).run()


def _on_job_lane(session: Session, by: Actor) -> Actor:
    workstation = session.scalars(select(Writer.workstation).where(Writer.id == by.writer)).one()
    return replace(by, writer=uuid5(workstation, "job"))


class _Import:
    """One import on its way into the tables."""

    def __init__(
        self,
        session: Session,
        command: ImportProducts,
        plan: Plan,
        posting: Posting,
        progress: Progress,
    ) -> None:
        self._session = session
        self._command = command
        self._plan = plan
        self._posting = posting
        self._progress = progress
        self._stamp = posting.stamp
        self._trail = Trail(session, command.id, command.by, posting.stamp)
        self._written = 0

    def run(self) -> Imported:
        """In the order in which undo can take it back from the end."""
        self._make_categories()
        matches = self._plan.matches
        new = [match for match in matches if match.product is None]
        ids = {match.item.sku: member(self._command.id, number) for number, match in enumerate(new)}
        ids |= {m.item.sku: m.product.id for m in matches if m.product is not None}
        self._create(new, ids)
        self._change([match for match in matches if match.is_changed])
        self._add_codes(ids)
        vendors, offers = write_offers(self._session, self._command, self._plan, ids, self._trail)
        number = book_stock_of(self._posting, self._command, self._plan, ids)
        self._review()
        result = replace(
            self._plan.counts(self._command.id), vendors=vendors, offers=offers, number=number
        )
        if not result.is_empty:
            self._note(result)
        return result

    def _make_categories(self) -> None:
        wanted = {match.item.category for match in self._plan.matches} - {None}
        for path in sorted(path for path in wanted if path is not None):
            if names_of(path) not in self._plan.categories:
                key = category_of_path(
                    self._session, path, self._trail, self._command.id, self._stamp
                )
                self._plan.categories[names_of(path)] = key

    def _create(self, new: Sequence[Match], ids: dict[str, UUID]) -> None:
        rate = self._usual_tax()
        rows = [self._product(match, ids[match.item.sku], rate) for match in new]
        self._insert(P, rows)
        lots = [
            {"id": no_lot(row["id"]), "product": row["id"], "code": "-", "received_at": self._stamp}
            for row in rows
        ]
        self._insert(LOT, lots)
        self._trail.made(P, rows)

    def _usual_tax(self) -> Decimal:
        """The shop's first rate, for new products of which the file says nothing."""
        rates = self._session.scalars(
            select(Setting.value).where(
                Setting.scope == "store",
                Setting.scope_id == self._command.by.store,
                Setting.key == "tax_rates",
            )
        ).first()
        return Decimal(rates[0]) if rates else Decimal(0)

    def _product(self, match: Match, key: UUID, rate: Decimal) -> dict[str, Any]:
        item = match.item
        return {
            "id": key,
            "sku": item.sku,
            "name": item.name,
            "description": item.description or "",
            "status": item.status or "active",
            "category": self._plan.categories[names_of(item.category or "")],
            "unit": self._plan.units[item.unit or "piece"].id,
            "price": item.price if item.price is not None else Decimal(0),
            "unit_cost": item.cost,
            "tax_rate": item.tax_rate if item.tax_rate is not None else rate,
            "reorder_point": item.reorder_point,
            "reorder_qty": item.reorder_qty,
            "search_text": search_text(item.sku, item.name or "", match.codes),
            "created_at": self._stamp,
            "updated_at": self._stamp,
            "origin": self._posting.workstation,
        }

    def _change(self, changed: Sequence[Match]) -> None:
        """Sets what differs, with the search text of all codes."""
        rows, notes = [], []
        for match in changed:
            after = dict(match.changes)
            if "category" in after:
                after["category"] = self._plan.categories[after["category"]]
            rows.append(self._updated(match, after))
            if after:
                before = {name: getattr(match.product, name) for name in after}
                notes.append((match.product.id, before, after))
        self._update(rows)
        self._trail.replaced(P, notes)

    def _updated(self, match: Match, after: dict[str, Any]) -> dict[str, Any]:
        product = match.product
        name = after.get("name", product.name)
        codes = [*self._plan.known_codes.get(product.id, ()), *match.codes]
        values = {field: after.get(field, getattr(product, field)) for field in EDITED}
        return {f"new_{field}": value for field, value in values.items()} | {
            "key": product.id,
            "new_search_text": search_text(product.sku, name, codes),
            "new_updated_at": self._stamp,
        }

    def _update(self, rows: Sequence[dict[str, Any]]) -> None:
        names = (*EDITED, "search_text", "updated_at")
        values = {name: bindparam(f"new_{name}", type_=P.c[name].type) for name in names}
        statement = (
            update(P)
            .where(P.c.id == bindparam("key", type_=P.c.id.type))
            .values(**values, version=P.c.version + 1)
        )
        for start in range(0, len(rows), PART):
            self._session.connection().execute(statement, rows[start : start + PART])
            self._tell(PART)

    def _add_codes(self, ids: dict[str, UUID]) -> None:
        rows: list[dict[str, Any]] = []
        for match in self._plan.matches:
            product = ids[match.item.sku]
            has_one = bool(self._plan.known_codes.get(product))
            for number, key in enumerate(match.codes):
                rows.append(
                    {
                        "id": member(self._command.id, len(rows)),
                        "code": key,
                        "product": product,
                        "pack_qty": Decimal("1.000"),
                        "symbology": describe(key).kind,
                        "is_primary": number == 0 and not has_one,
                        "created_at": self._stamp,
                        "updated_at": self._stamp,
                    }
                )
        self._insert(B, rows)
        self._trail.made(B, rows)

    def _insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(rows), PART):
            part = rows[start : start + PART]
            values = (tuple(row.values()) for row in part)
            insert_rows(self._session.connection(), table, tuple(part[0]), values)
            self._tell(len(part))

    def _tell(self, rows: int) -> None:
        self._written += rows
        self._progress.report(self._written, 0, "Writing")

    def _review(self) -> None:
        """Alerts of products whose rule changed and whose stock did not move."""
        moved = {move.product for move in self._posting.moves}
        products = [
            match.product.id
            for match in self._plan.matches
            if match.is_changed and match.product.id not in moved
        ]
        # Alerts of the movements have taken ids from the command's range; these take the next one.
        cause = UUID(int=self._command.id.int + (1 << 20))
        connection = self._session.connection()
        alerts.review(connection, self._command.by.store, products, self._stamp, cause)

    def _note(self, result: Imported) -> None:
        """The job by which the import is shown and undone."""
        command = self._command
        total = len(command.items)
        self._session.add(
            Job(
                id=command.id,
                kind="import",
                status="done",
                done=total,
                total=total,
                message=command.file[:500],
                user=command.by.user,
                started_at=command.at,
                finished_at=self._stamp,
                payload={"result": {k: v for k, v in vars(result).items() if k != "id"}},
                origin=self._posting.workstation,
            )
        )
        self._session.flush()
