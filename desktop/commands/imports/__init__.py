"""Takes products in from a file: all of it or nothing, and back again by one undo."""

from desktop.commands.imports.items import (
    ImportCode,
    Imported,
    ImportItem,
    ImportProblem,
    ImportProducts,
    ImportRefused,
)
from desktop.commands.imports.matching import check_import
from desktop.commands.imports.preparing import Prepared, prepare_import
from desktop.commands.imports.writing import import_products

__all__ = [
    "ImportCode",
    "ImportItem",
    "ImportProblem",
    "ImportProducts",
    "ImportRefused",
    "Imported",
    "Prepared",
    "check_import",
    "import_products",
    "prepare_import",
]
