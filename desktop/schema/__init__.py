"""The tables, one file per noun; importing this package registers them all."""

from desktop.schema.alert import Alert
from desktop.schema.barcode import Barcode
from desktop.schema.base import Base
from desktop.schema.category import Category
from desktop.schema.document import Document, DocumentLine
from desktop.schema.event import Event, EventScope
from desktop.schema.forecast import Forecast
from desktop.schema.job import Job
from desktop.schema.log import AuditEntry, LogEntry
from desktop.schema.lot import Lot
from desktop.schema.product import Product
from desktop.schema.setting import Setting
from desktop.schema.stock import StockLevel, StockMove
from desktop.schema.store import Location, Store
from desktop.schema.triggers import RULES as TRIGGERS
from desktop.schema.unit import Unit
from desktop.schema.user import AppUser
from desktop.schema.vendor import Vendor, VendorPrice
from desktop.schema.workstation import Workstation, Writer

__all__ = [
    "TRIGGERS",
    "Alert",
    "AppUser",
    "AuditEntry",
    "Barcode",
    "Base",
    "Category",
    "Document",
    "DocumentLine",
    "Event",
    "EventScope",
    "Forecast",
    "Job",
    "Location",
    "LogEntry",
    "Lot",
    "Product",
    "Setting",
    "StockLevel",
    "StockMove",
    "Store",
    "Unit",
    "Vendor",
    "VendorPrice",
    "Workstation",
    "Writer",
]
