"""Units of measure."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.db.types import Money
from desktop.schema.base import Base, Key, Name, one_of


class Unit(Base):
    """A unit: ``factor`` of the dimension's first unit (kg, l, m, piece), decimals shown."""

    __tablename__ = "unit"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[Name]
    dimension: Mapped[str] = mapped_column(String(20))
    factor: Mapped[Decimal] = mapped_column(Money(), default=Decimal(1))
    decimals: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        one_of("dimension", ("count", "mass", "volume", "length")),
        CheckConstraint("factor > 0", name="factor"),
        CheckConstraint("decimals >= 0 AND decimals <= 3", name="decimals"),
    )
