"""One product is ordered as Reorder proposes it: the draft it stands in opens, or one is made."""

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import GRANTS, NotAllowed, Permission, Role
from desktop.domain.reorder import LeftOut, Proposal
from desktop.ui.context import Context
from desktop.ui.text import tr

Found = UUID | Proposal | LeftOut | None


def order_product(owner: QWidget, context: Context, product: UUID) -> None:
    """Purchasing opens with the order; where nothing is to be ordered it is said why."""
    if Permission.ORDER not in GRANTS[Role(context.role)]:
        context.notify(str(NotAllowed(Permission.ORDER)), "warn")
        return
    opened, shop, now = context.work.patient, context.shop, context.clock.now()

    def read() -> Found:
        # NumPy is imported when it is first wanted.
        from desktop.jobs.forecasting.proposing import proposal_of
        from desktop.queries.reorder import draft_with

        with opened() as session:
            draft = draft_with(session, shop.store, product)
            return draft or proposal_of(session, shop, now, product)

    def then(found: Found) -> None:
        if isinstance(found, UUID):
            context.go("purchasing", order=found)
        elif isinstance(found, Proposal):
            _draft(owner, context, found)
        else:
            enough = tr("There is enough of it by now: nothing is to be ordered.")
            context.notify(str(found.reason) if found is not None else enough, "info")

    context.work.job(owner, read, then=then, failed=lambda error: _tell(context, error))


def _draft(owner: QWidget, context: Context, proposal: Proposal) -> None:
    from desktop.commands.purchases import DraftOrders, NewLine, NewOrder, draft_orders

    offer = proposal.offer
    line = NewLine(proposal.goods.product, proposal.quantity, offer.unit_price)
    order = NewOrder(offer.vendor, (line,), proposal.arrives)
    command = DraftOrders(*context.signed(), (order,))

    def done(made: tuple[Any, ...]) -> None:
        words = tr("A draft to {name} is made.", name=offer.name)
        context.go("purchasing", order=made[0].document, made=command.id, words=words)

    context.work.write(
        owner, draft_orders, command, then=done, failed=lambda error: _tell(context, error)
    )


def _tell(context: Context, error: UserError) -> None:
    context.notify(str(error), "bad")
