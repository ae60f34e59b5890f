"""Takes products in from a file: all of it or nothing, and back again by one undo."""

from desktop.commands.imports.differences import Difference, RowChange, row_changes
from desktop.commands.imports.items import (
    ImportCategory,
    ImportCode,
    Imported,
    ImportItem,
    ImportProblem,
    ImportProducts,
    ImportRefused,
)
from desktop.commands.imports.matching import check_import
from desktop.commands.imports.preparing import Prepared, prepare_import
from desktop.commands.imports.sources import (
    RememberColumns,
    remember_columns,
    remembered_columns,
)
from desktop.commands.imports.writing import import_products

__all__ = [
    "Difference",
    "ImportCategory",
    "ImportCode",
    "ImportItem",
    "ImportProblem",
    "ImportProducts",
    "ImportRefused",
    "Imported",
    "Prepared",
    "RememberColumns",
    "RowChange",
    "check_import",
    "import_products",
    "prepare_import",
    "remember_columns",
    "remembered_columns",
    "row_changes",
]
