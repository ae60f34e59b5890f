"""The list of vendors, and one vendor's facts."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.queries.columns import Choice, Column, Facet
from desktop.queries.list_query import ListQuery
from desktop.schema import Vendor, VendorPrice
from desktop.schema.base import table_of

V, VP = table_of(Vendor), table_of(VendorPrice)
_PRODUCTS = select(func.count()).where(VP.c.vendor == V.c.id).scalar_subquery()
_LEAD = (
    select(cast(func.round(func.avg(VP.c.lead_time_days)), Integer))
    .where(VP.c.vendor == V.c.id)
    .scalar_subquery()
)
ACTIVE = (Choice(True, "Active", "ok"), Choice(False, "Inactive"))


@dataclass(frozen=True, slots=True)
class VendorRow:
    """One vendor; ``products`` counts those with a price, ``lead_days`` is their mean in days."""

    id: UUID
    code: str
    name: str
    email: str
    phone: str
    currency: str
    products: int
    is_active: bool
    terms: str
    lead_days: int | None


@dataclass(frozen=True, slots=True)
class VendorCard:
    """All that is kept of one vendor; ``version`` is for the next editor."""

    vendor: UUID
    code: str
    name: str
    email: str
    phone: str
    address: str
    terms: str
    notes: str
    currency: str
    is_active: bool
    version: int


VENDORS = ListQuery(
    name="vendors",
    row=VendorRow,
    main=V,
    fields=(
        V.c.id,
        V.c.code,
        V.c.name,
        V.c.email,
        V.c.phone,
        V.c.currency,
        _PRODUCTS,
        V.c.is_active,
        V.c.terms,
        _LEAD,
    ),
    columns=(
        Column("name", "Vendor", width=0, sort=V.c.name, detail="code"),
        Column("code", "Code", sort=V.c.code, hidden_below=9999),
        Column("email", "E-mail", width=190, sort=V.c.email),
        Column("phone", "Phone", width=140, hidden_below=1600),
        Column("products", "Products", "number", 86, _PRODUCTS, descending=True),
        Column("lead_days", "Lead days", "number", 86, _LEAD),
        Column("currency", "Currency", width=80, sort=V.c.currency, hidden_below=1600),
        Column("is_active", "State", "choice", 86, V.c.is_active, choices=ACTIVE),
    ),
    sort="name",
    search=(V.c.name, V.c.code, V.c.email),
    facets=(
        Facet("is_active", "State", "choice", V.c.is_active, ACTIVE),
        Facet("products", "Products", "number", _PRODUCTS),
        Facet("lead_days", "Lead days", "number", _LEAD),
        Facet("email", "E-mail", "text", V.c.email),
    ),
    printed=("code", "name", "email", "phone", "currency", "products", "is_active", "terms"),
)


def vendor_card(session: Session, vendor: UUID) -> VendorCard:
    """One vendor by its id."""
    names = ("id", *VendorCard.__slots__[1:])
    row = session.execute(select(*(V.c[name] for name in names)).where(V.c.id == vendor)).first()
    if row is None:
        raise UserError("This vendor is gone.", "Refresh the list.", code="gone")
    return VendorCard(*row)


def vendor_choices(session: Session) -> list[Choice]:
    """Every vendor by name, for filters and inputs."""
    rows = session.execute(select(V.c.id, V.c.name).order_by(V.c.name, V.c.id))
    return [Choice(row.id, row.name) for row in rows]
