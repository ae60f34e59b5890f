"""Examples of the commands that put the catalogue in order, see ``examples``."""

from decimal import Decimal
from uuid import UUID

from desktop.commands.categories import CreateCategory, create_category
from desktop.commands.category_changes import (
    EditCategory,
    MergeCategory,
    OrderCategories,
    UndoCategories,
)
from desktop.commands.cells import Cell, SetCells
from desktop.commands.custom_fields import (
    ChangeField,
    DefineField,
    DeleteField,
    OrderFields,
    UseGroup,
    define_field,
)
from desktop.commands.families import MakeVariants, Variant, make_variants
from desktop.commands.family_changes import LeaveFamily, RenameOption
from desktop.commands.family_joins import JoinFamily
from desktop.commands.field_undo import UndoFields
from desktop.commands.many_categories import AddCategories, PaintCategories
from desktop.commands.merges import MergeProducts
from desktop.commands.order_cells import OrderCells, SetOrderCells
from desktop.commands.store_prices import SetStorePrices, UndoStorePrices, set_store_prices
from desktop.domain.permissions import Permission
from tests.commands import label_examples
from tests.commands.examples import EXAMPLES, Example, _order
from tests.commands.feed_examples import FEEDS
from tests.commands.picture_examples import PICTURES
from tests.tills import Till


def _category(till: Till) -> UUID:
    command = CreateCategory(*till.head(), f"Shelf {till.ids.new().hex}")
    return till.send(create_category, command)  # type: ignore[no-any-return]


def _made(till: Till) -> UUID:
    _category(till)
    key: UUID = till.sent[-1][1].id
    return key


def _family(till: Till) -> UUID:
    """The parent of one variant, size M."""
    parent = till.product()
    rows = (Variant((("Size", "M"),), f"M-{till.ids.new().hex}"),)
    till.send(make_variants, MakeVariants(*till.head(), parent, rows))
    return parent


def _variant(till: Till) -> UUID:
    _family(till)
    command: UUID = till.sent[-1][1].id
    return command


def _priced(till: Till) -> UUID:
    till.send(set_store_prices, SetStorePrices(*till.head(), *_store_price(till)))
    key: UUID = till.sent[-1][1].id
    return key


def _field(till: Till) -> str:
    command = DefineField(*till.head(), f"Field {till.ids.new().hex}")
    return till.send(define_field, command)  # type: ignore[no-any-return]


def _defined(till: Till) -> UUID:
    _field(till)
    key: UUID = till.sent[-1][1].id
    return key


def _store_price(till: Till) -> tuple[UUID, tuple[tuple[UUID, Decimal], ...]]:
    return till.product(), ((till.actor.store, Decimal(2)),)


def _cell(till: Till) -> tuple[str, tuple[Cell, ...]]:
    return "product", (Cell(till.product(), "reorder_point", Decimal(7), None),)


def _lines(till: Till) -> tuple[UUID, tuple[OrderCells, ...]]:
    return _order(till)[0], (OrderCells(till.product(), Decimal(1)),)


EVERY = (
    *EXAMPLES,
    *PICTURES,
    *FEEDS,
    *label_examples.EVERY,
    Example(
        MergeProducts, Permission.EDIT_PRODUCT, lambda till: ((till.product(),), till.product())
    ),
    Example(
        EditCategory, Permission.EDIT_CATEGORY, lambda till: (_category(till), {"colour": "green"})
    ),
    Example(
        OrderCategories,
        Permission.EDIT_CATEGORY,
        lambda till: ((_category(till), _category(till)),),
    ),
    Example(
        MergeCategory, Permission.EDIT_CATEGORY, lambda till: (_category(till), _category(till))
    ),
    Example(
        MakeVariants,
        Permission.EDIT_PRODUCT,
        lambda till: (till.product(), (Variant((("Size", "M"),), f"M-{till.ids.new().hex}"),)),
    ),
    Example(RenameOption, Permission.EDIT_PRODUCT, lambda till: (_family(till), "Size", "L", "M")),
    Example(SetStorePrices, Permission.EDIT_PRODUCT, _store_price),
    Example(UndoStorePrices, Permission.EDIT_PRODUCT, lambda till: (_priced(till),)),
    Example(LeaveFamily, Permission.EDIT_PRODUCT, lambda till: (_variant(till),)),
    Example(
        JoinFamily,
        Permission.EDIT_PRODUCT,
        lambda till: (till.product(), _family(till), (("Size", till.ids.new().hex),)),
    ),
    Example(SetCells, Permission.EDIT_PRODUCT, _cell),
    Example(SetOrderCells, Permission.ORDER, _lines),
    Example(
        AddCategories,
        Permission.EDIT_CATEGORY,
        lambda till: (_category(till), ("Green", "Black > Smoked")),
    ),
    Example(
        PaintCategories, Permission.EDIT_CATEGORY, lambda till: ("green", {_category(till): ""})
    ),
    Example(UndoCategories, Permission.EDIT_CATEGORY, lambda till: (_made(till),)),
    Example(DefineField, Permission.DEFINE_FIELDS, lambda _: ("Colour", "choice", ("Red",))),
    Example(ChangeField, Permission.DEFINE_FIELDS, lambda till: (_field(till), {"required": True})),
    Example(
        OrderFields, Permission.DEFINE_FIELDS, lambda till: ((_field(till), _field(till))[::-1],)
    ),
    Example(DeleteField, Permission.DEFINE_FIELDS, lambda till: (_field(till),)),
    Example(UseGroup, Permission.DEFINE_FIELDS, lambda _: ("nutrition",)),
    Example(UndoFields, Permission.DEFINE_FIELDS, lambda till: (_defined(till),)),
)
