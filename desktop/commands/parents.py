"""A product with variants is nothing that can be booked: one of its variants is meant."""

from typing import Any
from uuid import UUID

from desktop.domain.errors import UserError


class WhichVariant(UserError):
    """What was named is a product with variants."""

    def __init__(self, product: UUID, name: str) -> None:
        super().__init__(
            f"{name} has variants.", "Scan or choose one of them.", "code", "which_variant"
        )
        self.product = product
        self.name = name


def refuse_parent(product: Any) -> None:
    """``product``: a row with id, name and is_template."""
    if product.is_template:
        raise WhichVariant(product.id, product.name)
