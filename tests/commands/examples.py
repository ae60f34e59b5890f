"""One example of every command for the walk through the roles: what it needs, what it asks for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.commands.alert_rules import ChangeAlertRules, UndoAlertRules, change_alert_rules
from desktop.commands.alert_states import (
    AcknowledgeAlerts,
    AssignAlert,
    ReopenAlerts,
    SnoozeAlerts,
    UndoAlerts,
    acknowledge_alerts,
)
from desktop.commands.branches import MoveCategory
from desktop.commands.categories import (
    CreateCategory,
    DeleteCategory,
    RenameCategory,
    create_category,
)
from desktop.commands.closing import CloseDay
from desktop.commands.delivery_notes import NoteLine, ReceiveNote
from desktop.commands.depletion_alerts import Due, ReviewDepletion
from desktop.commands.documents import CompleteDocument
from desktop.commands.edits import UndoChange
from desktop.commands.event_undo import UndoEvents
from desktop.commands.events import DeleteEvents, SaveEvent, SwitchEvents, save_event
from desktop.commands.forecasts import KeepForecasts, LookAgain
from desktop.commands.goods_back import Back, ReturnGoods
from desktop.commands.holding import HoldDocument, ResumeDocument
from desktop.commands.imports.items import ImportItem, ImportProducts
from desktop.commands.imports.sources import RememberColumns
from desktop.commands.jobs import EndLeftJobs, NoteJob, note_job
from desktop.commands.levels import LevelKey
from desktop.commands.many_events import AddEvents, NewEvent
from desktop.commands.people import CreateAdmin
from desktop.commands.product_changes import ChangeProducts, change_products
from desktop.commands.products import (
    AddBarcode,
    CreateProduct,
    DeleteProduct,
    EditProduct,
    RemoveBarcode,
    add_barcode,
)
from desktop.commands.purchase_states import (
    CloseOrder,
    SendOrder,
    UndoOrders,
    VoidOrder,
    send_order,
)
from desktop.commands.purchases import (
    ChangeOrder,
    DraftOrders,
    NewLine,
    NewOrder,
    SetOrderLine,
    draft_orders,
)
from desktop.commands.rebuild import RebuildLevels
from desktop.commands.receiving import ReceiveOrder
from desktop.commands.reorder_policy import ChangePolicy, UndoPolicy, change_policy
from desktop.commands.safety_alerts import TellSafety
from desktop.commands.scans import MODES, BookScan
from desktop.commands.shop_changes import ChangeShop
from desktop.commands.stock import BookStock, ChangeLine
from desktop.commands.stock_then import RestoreStock
from desktop.commands.undo import RedoBooking, UndoBooking
from desktop.commands.vendors import (
    DeleteVendor,
    RemoveVendorPrice,
    SaveVendor,
    SetVendorPrice,
    save_vendor,
    set_vendor_price,
)
from desktop.commands.views import KeepOwn
from desktop.commands.voiding import VoidDocument
from desktop.domain.alert_rules import Rule
from desktop.domain.change import Change
from desktop.domain.ids import no_lot
from desktop.domain.permissions import Permission
from desktop.queries.reorder_policy import reorder_policy
from desktop.schema import Alert, Barcode, Forecast
from tests.foretold import expects
from tests.tills import Till

ONE = Decimal(1)
DAY = date(2026, 12, 1)


@dataclass(frozen=True)
class Example:
    """A command of ``kind``; ``make`` sets the stage with the owner's till and fills the rest."""

    kind: type[Any]
    asks: Permission
    make: Callable[[Till], tuple[Any, ...]]
    also: Permission | None = None


def _event(till: Till) -> UUID:
    command = SaveEvent(*till.head(), till.ids.new().hex, DAY, "custom")
    return till.send(save_event, command)  # type: ignore[no-any-return]


def _sku(till: Till) -> str:
    till.product()
    return str(till.sent[-1][1].sku)


def _scan(mode: str) -> Callable[[Till], tuple[Any, ...]]:
    return lambda till: (_sku(till), mode, till.ids.new(), ONE)


def _stock(action: str) -> Callable[[Till], tuple[Any, ...]]:
    return lambda till: (action, till.product(), ONE)


def _past(till: Till) -> tuple[Any, ...]:
    before = till.clock.now() - timedelta(days=1)
    return "receive", till.product(), ONE, "late", None, before


def _lost(till: Till) -> tuple[Any, ...]:
    before = till.clock.now()
    till.clock.pass_by(60)
    till.stock("receive", till.product(), 1)
    return before, "gone wrong"


def _open_line(till: Till) -> UUID:
    return till.scan(_sku(till), "sell", till.ids.new(), 2).line


def _open_document(mode: str) -> Callable[[Till], tuple[Any, ...]]:
    return lambda till: (till.scan(_sku(till), mode, till.ids.new(), 1).document,)


def _sold(till: Till) -> tuple[UUID, UUID]:
    """A completed sale and its line."""
    booked = till.scan(_sku(till), "sell", till.ids.new(), 2)
    till.complete(booked.document)
    return booked.document, booked.line


def _brought_back(till: Till) -> tuple[Any, ...]:
    sale, line = _sold(till)
    return sale, (Back(line, ONE),)


def _held(till: Till) -> tuple[Any, ...]:
    (document,) = _open_document("sell")(till)
    till.hold(document)
    return (document,)


def _undone(till: Till) -> tuple[Any, ...]:
    till.stock("receive", till.product(), 1)
    till.undo()
    return ()


def _barcode(till: Till) -> tuple[Any, ...]:
    product = till.product()
    command = AddBarcode(*till.head(), product, till.ids.new().hex)
    till.send(add_barcode, command)
    with till.database.read() as session:
        return (session.scalars(select(Barcode.id).where(Barcode.product == product)).one(),)


def _category(till: Till) -> UUID:
    command = CreateCategory(*till.head(), f"Shelf {till.ids.new().hex}")
    return till.send(create_category, command)  # type: ignore[no-any-return]


def _rules(till: Till) -> tuple[Any, ...]:
    return ((Rule("price_rise", "warning", 11),),)


def _ruled(till: Till) -> tuple[Any, ...]:
    command = ChangeAlertRules(*till.head(), (Rule("price_rise", "critical", 12),))
    till.send(change_alert_rules, command)
    return (command.id,)


def _policy(till: Till) -> tuple[Any, ...]:
    with till.database.read() as session:
        now = reorder_policy(session, till.actor.store)
    return (replace(now, review_days=now.review_days % 60 + 1),)


def _ordered_otherwise(till: Till) -> tuple[Any, ...]:
    command = ChangePolicy(*till.head(), *_policy(till))
    till.send(change_policy, command)
    return (command.id,)


def _dearer(till: Till) -> tuple[Any, ...]:
    return (till.product(),), "price", Change("set", Decimal(9))


def _made_dearer(till: Till) -> tuple[Any, ...]:
    command = ChangeProducts(*till.head(), *_dearer(till))
    till.send(change_products, command)
    return (command.id,)


def _vendor(till: Till) -> UUID:
    return till.send(save_vendor, SaveVendor(*till.head(), f"Vendor {till.ids.new().hex}"))  # type: ignore[no-any-return]


def _vendor_price(till: Till) -> UUID:
    command = SetVendorPrice(*till.head(), _vendor(till), till.product(), ONE)
    return till.send(set_vendor_price, command)  # type: ignore[no-any-return]


def _level(till: Till) -> tuple[Any, ...]:
    product = till.product()
    till.stock("receive", product, 1)
    return ((LevelKey(product, till.actor.location, no_lot(product)),),)


def _left_running(till: Till) -> tuple[Any, ...]:
    till.send(note_job, NoteJob(*till.head(), "backup", "Backup"))
    return ()


def _import(till: Till) -> tuple[Any, ...]:
    return "file.csv", (ImportItem(2, f"I-{till.ids.new().hex}", "Imported", price=ONE),)


def _alert(till: Till) -> UUID:
    """An open alert: a product that was sold below zero."""
    product = till.product()
    till.stock("waste", product, 1)
    with till.database.read() as session:
        return session.scalars(select(Alert.id).where(Alert.product == product)).one()


def _acknowledged(till: Till) -> tuple[UUID, UUID]:
    """An alert that was acknowledged, and the command that did it."""
    alert = _alert(till)
    command = AcknowledgeAlerts(*till.head(), (alert,))
    till.send(acknowledge_alerts, command)
    return alert, command.id


def _snooze(till: Till) -> tuple[Any, ...]:
    return (_alert(till),), till.clock.now() + timedelta(hours=1)


def _order(till: Till) -> tuple[UUID, ...]:
    """A draft for one product."""
    lines = (NewLine(till.product(), ONE),)
    command = DraftOrders(*till.head(), (NewOrder(_vendor(till), lines),))
    return (till.send(draft_orders, command)[0].document,)


def _sent(till: Till) -> tuple[UUID, ...]:
    """An open order."""
    (order,) = _order(till)
    till.send(send_order, SendOrder(*till.head(), order))
    return (order,)


def _drafting(till: Till) -> tuple[UUID, ...]:
    """The command that made a draft."""
    _order(till)
    return (till.sent[-1][1].id,)


def _foretold(till: Till) -> tuple[Any, ...]:
    """A stored forecast, read at another stock."""
    product = till.product()
    expects(till.database, till.ids, till.actor.store, product, 2.0, till.clock.now())
    with till.database.read() as session:
        key = session.scalars(select(Forecast.id).where(Forecast.product == product)).one()
    return (((key, ONE, ONE, None, None, 0.5, 0.5, {"lead_days": 9}),),)


def _running_out(till: Till) -> tuple[Any, ...]:
    return till.actor.store, (Due(till.product(), "warning", {"chance": 30}),)


EXAMPLES = (
    Example(AcknowledgeAlerts, Permission.HANDLE_ALERTS, lambda till: ((_alert(till),),)),
    Example(SnoozeAlerts, Permission.HANDLE_ALERTS, _snooze),
    Example(ReopenAlerts, Permission.HANDLE_ALERTS, lambda till: ((_acknowledged(till)[0],),)),
    Example(AssignAlert, Permission.HANDLE_ALERTS, lambda till: (_alert(till), till.actor.user)),
    Example(UndoAlerts, Permission.HANDLE_ALERTS, lambda till: (_acknowledged(till)[1],)),
    *(Example(BookScan, permission, _scan(mode)) for mode, (*_, permission) in MODES.items()),
    Example(ReceiveNote, Permission.RECEIVE, lambda t: (t.ids.new(), (NoteLine(_sku(t), ()),))),
    Example(BookStock, Permission.RECEIVE, _stock("receive")),
    Example(BookStock, Permission.COUNT, _stock("count")),
    Example(BookStock, Permission.ADJUST, _stock("adjust")),
    Example(BookStock, Permission.WRITE_OFF, _stock("waste")),
    Example(BookStock, Permission.RECEIVE, _past, also=Permission.BACKDATE),
    Example(RestoreStock, Permission.ADJUST, _lost),
    Example(ChangeLine, Permission.SELL, lambda till: (_open_line(till), ONE)),
    Example(CompleteDocument, Permission.SELL, _open_document("sell")),
    Example(CompleteDocument, Permission.RECEIVE, _open_document("receive")),
    Example(CompleteDocument, Permission.COUNT, _open_document("count")),
    Example(
        UndoBooking,
        Permission.UNDO,
        lambda till: (till.stock("receive", till.product(), 1).id,),
    ),
    Example(HoldDocument, Permission.SELL, _open_document("sell")),
    Example(HoldDocument, Permission.COUNT, _open_document("count")),
    Example(ResumeDocument, Permission.SELL, _held),
    Example(ReturnGoods, Permission.UNDO, _brought_back),
    Example(ReturnGoods, Permission.UNDO, lambda till: (None, (Back(till.product(), ONE),))),
    Example(VoidDocument, Permission.VOID, lambda till: (_sold(till)[0],)),
    Example(VoidDocument, Permission.UNDO, _open_document("sell")),
    Example(
        CloseDay,
        Permission.CLOSE_DAY,
        lambda till: (till.clock.now().date(), till.ids.new(), {"total": "1"}),
    ),
    Example(VoidDocument, Permission.ORDER, _order),
    Example(
        DraftOrders,
        Permission.ORDER,
        lambda till: ((NewOrder(_vendor(till), (NewLine(till.product(), ONE),)),),),
    ),
    Example(SetOrderLine, Permission.ORDER, lambda till: (*_order(till), till.product(), ONE)),
    Example(ChangeOrder, Permission.ORDER, lambda till: (*_order(till), None, "by noon")),
    Example(SendOrder, Permission.ORDER, _order),
    Example(CloseOrder, Permission.ORDER, _sent),
    Example(VoidOrder, Permission.ORDER, _sent),
    Example(UndoOrders, Permission.ORDER, _drafting),
    Example(ReceiveOrder, Permission.RECEIVE, lambda till: (*_sent(till), till.ids.new())),
    Example(RedoBooking, Permission.UNDO, _undone),
    Example(
        CreateProduct,
        Permission.ADD_PRODUCT,
        lambda till: (f"N-{till.ids.new().hex}", "New"),
    ),
    Example(EditProduct, Permission.EDIT_PRODUCT, lambda till: (till.product(), {"name": "Other"})),
    Example(DeleteProduct, Permission.DELETE_PRODUCT, lambda till: (till.product(),)),
    Example(AddBarcode, Permission.ADD_PRODUCT, lambda till: (till.product(), till.ids.new().hex)),
    Example(RemoveBarcode, Permission.EDIT_PRODUCT, _barcode),
    Example(CreateCategory, Permission.EDIT_CATEGORY, lambda till: (f"A {till.ids.new().hex}",)),
    Example(
        RenameCategory,
        Permission.EDIT_CATEGORY,
        lambda till: (_category(till), f"B {till.ids.new().hex}"),
    ),
    Example(
        MoveCategory, Permission.EDIT_CATEGORY, lambda till: (_category(till), _category(till))
    ),
    Example(DeleteCategory, Permission.EDIT_CATEGORY, lambda till: (_category(till),)),
    Example(SaveEvent, Permission.EDIT_EVENT, lambda till: (till.ids.new().hex, DAY, "custom")),
    Example(SwitchEvents, Permission.EDIT_EVENT, lambda till: ((_event(till),), False)),
    Example(DeleteEvents, Permission.EDIT_EVENT, lambda till: ((_event(till),),)),
    Example(AddEvents, Permission.EDIT_EVENT, lambda _: ((NewEvent("Fair", DAY),),)),
    Example(UndoEvents, Permission.EDIT_EVENT, lambda till: (_event(till),)),
    Example(SaveVendor, Permission.EDIT_VENDOR, lambda till: (f"V {till.ids.new().hex}",)),
    Example(DeleteVendor, Permission.EDIT_VENDOR, lambda till: (_vendor(till),)),
    Example(
        SetVendorPrice, Permission.EDIT_VENDOR, lambda till: (_vendor(till), till.product(), ONE)
    ),
    Example(RemoveVendorPrice, Permission.EDIT_VENDOR, lambda till: (_vendor_price(till),)),
    Example(ChangeShop, Permission.EDIT_SETTINGS, lambda till: ({"name": till.ids.new().hex},)),
    Example(
        KeepOwn, Permission.KEEP_OWN, lambda till: ({f"view:products:{till.ids.new().hex}": {}},)
    ),
    Example(
        CreateAdmin, Permission.MANAGE_USERS, lambda till: (f"anna {till.ids.new().hex}", "$argon2")
    ),
    Example(NoteJob, Permission.RUN_JOBS, lambda _: ("export", "Products as CSV")),
    Example(EndLeftJobs, Permission.RUN_JOBS, _left_running),
    Example(
        KeepForecasts,
        Permission.RUN_JOBS,
        lambda till: (till.actor.store, None, {"level": till.ids.new().hex}),
    ),
    Example(LookAgain, Permission.RUN_JOBS, _foretold),
    Example(ReviewDepletion, Permission.RUN_JOBS, _running_out),
    Example(TellSafety, Permission.RUN_JOBS, lambda _: ("drill_failed", {"why": "damaged"})),
    Example(ChangeAlertRules, Permission.EDIT_SETTINGS, _rules),
    Example(UndoAlertRules, Permission.EDIT_SETTINGS, _ruled),
    Example(ChangePolicy, Permission.EDIT_SETTINGS, _policy),
    Example(UndoPolicy, Permission.EDIT_SETTINGS, _ordered_otherwise),
    Example(ChangeProducts, Permission.EDIT_PRODUCT, _dearer),
    Example(UndoChange, Permission.EDIT_PRODUCT, _made_dearer),
    Example(RebuildLevels, Permission.RUN_DATABASE, _level),
    Example(ImportProducts, Permission.IMPORT, _import),
    Example(RememberColumns, Permission.IMPORT, lambda _: (("What",), (("What", "name"),))),
)
