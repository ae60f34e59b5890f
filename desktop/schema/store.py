"""Stores and the places in them."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.schema.base import Base, Key, Name, Stamped, one_of, partial


class Store(Stamped, Base):
    """A shop; one currency each."""

    __tablename__ = "store"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[Name]
    shop_domain: Mapped[str | None] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(20), default="active")
    currency: Mapped[str] = mapped_column(String(3))
    tz: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        one_of("status", ("active", "closed")),
        partial(
            "uq_store_shop_domain", "shop_domain", where="shop_domain IS NOT NULL", unique=True
        ),
        Index("ix_store_status", "status"),
    )
    __mapper_args__ = {"version_id_col": version}


class Location(Stamped, Base):
    """A room, shelf or bin of a store; the root of each store's tree is its own parent."""

    __tablename__ = "location"
    id: Mapped[Key]
    store: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="RESTRICT"))
    parent: Mapped[UUID] = mapped_column(ForeignKey("location.id", ondelete="RESTRICT"))
    name: Mapped[Name]
    kind: Mapped[str] = mapped_column(String(20), default="room")
    barcode: Mapped[str | None] = mapped_column(String(512))
    path: Mapped[str] = mapped_column(String(500))
    is_sellable: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        one_of("kind", ("store", "room", "shelf", "bin", "transit", "waste")),
        UniqueConstraint("store", "parent", "name"),
        partial("uq_location_barcode", "barcode", where="barcode IS NOT NULL", unique=True),
        Index("ix_location_path", "path"),
    )
    __mapper_args__ = {"version_id_col": version}
