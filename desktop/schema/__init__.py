"""The tables, one file per noun; importing this package registers them all."""

from desktop.schema.alert import Alert
from desktop.schema.attachment import Attachment, AttachmentContent, AttachmentLink
from desktop.schema.barcode import Barcode
from desktop.schema.base import Base
from desktop.schema.category import Category
from desktop.schema.custom_field import CustomField
from desktop.schema.document import Document, DocumentLine
from desktop.schema.event import Event, EventScope
from desktop.schema.external_ref import ExternalRef
from desktop.schema.feed import Feed, SyncRun
from desktop.schema.forecast import Forecast
from desktop.schema.job import Job
from desktop.schema.log import AuditEntry, LogEntry
from desktop.schema.lot import Lot
from desktop.schema.product import Product
from desktop.schema.setting import Setting
from desktop.schema.shelf_label import ShelfLabel
from desktop.schema.stock import StockLevel, StockMove
from desktop.schema.store import Location, Store
from desktop.schema.store_price import StorePrice
from desktop.schema.triggers import RULES as TRIGGERS
from desktop.schema.unit import Unit
from desktop.schema.user import AppUser
from desktop.schema.vendor import Vendor, VendorPrice
from desktop.schema.workstation import Workstation, Writer

__all__ = [
    "TRIGGERS",
    "Alert",
    "AppUser",
    "Attachment",
    "AttachmentContent",
    "AttachmentLink",
    "AuditEntry",
    "Barcode",
    "Base",
    "Category",
    "CustomField",
    "Document",
    "DocumentLine",
    "Event",
    "EventScope",
    "ExternalRef",
    "Feed",
    "Forecast",
    "Job",
    "Location",
    "LogEntry",
    "Lot",
    "Product",
    "Setting",
    "ShelfLabel",
    "StockLevel",
    "StockMove",
    "Store",
    "StorePrice",
    "SyncRun",
    "Unit",
    "Vendor",
    "VendorPrice",
    "Workstation",
    "Writer",
]
