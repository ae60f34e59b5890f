"""Documents by what a person calls them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.schema import Document


def document_of_number(session: Session, number: str) -> UUID | None:
    """The id behind a readable number such as M1-02-S-000731; None where there is none."""
    return session.scalars(select(Document.id).where(Document.number == number.strip())).first()
