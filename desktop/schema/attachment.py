"""Attachments: pictures and papers, stored once by what they hold and linked to what they show."""

from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, Name, Stamped, one_of, partial

OWNERS = ("product", "category", "document")
ROLES = ("image", "icon", "receipt", "datasheet")


class Attachment(Stamped, Base):
    """What is known of one file; ``sha256`` is of its bytes, ``size`` in bytes.

    ``look``: the 64 bits of a picture's difference hash as a signed number; near pictures differ
    in few of them. ``thumbnail``: a small picture of it, encoded.
    """

    __tablename__ = "attachment"
    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    mime: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[Name] = mapped_column(default="")
    storage: Mapped[str] = mapped_column(String(10), default="blob")
    width: Mapped[int | None]
    height: Mapped[int | None]
    look: Mapped[int | None] = mapped_column(BigInteger)
    thumbnail: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (
        one_of("storage", ("blob", "file")),
        CheckConstraint("size >= 0", name="size"),
        partial("ix_attachment_look", "look", where="look IS NOT NULL"),
    )


class AttachmentContent(Base):
    """The bytes, apart: a list of attachments never reads them."""

    __tablename__ = "attachment_content"
    attachment: Mapped[UUID] = mapped_column(
        ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)


class AttachmentLink(Stamped, Base):
    """Whose an attachment is and what for; the one of the lowest ``position`` is shown first."""

    __tablename__ = "attachment_link"
    id: Mapped[Key]
    attachment: Mapped[UUID] = mapped_column(ForeignKey("attachment.id", ondelete="RESTRICT"))
    owner_type: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(20), default="image")
    position: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        one_of("owner_type", OWNERS),
        one_of("role", ROLES),
        UniqueConstraint("owner_type", "owner_id", "role", "attachment"),
        Index("ix_attachment_link_attachment", "attachment"),
    )
