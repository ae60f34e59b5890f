"""How the files of known programs are laid out: each is brought into rows of one product each.

Other distributions may add importers (``domain.plugins``).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from desktop.domain.errors import UserError
from desktop.domain.plugins import added, checked, guarded
from desktop.jobs.importing import sales_columns
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.profiles import lists, shopify, woocommerce
from desktop.jobs.importing.profiles.shape import Shape
from desktop.jobs.importing.reading import Table

__all__ = ["PROFILES", "Importer", "Shape", "profile_of", "shape_of"]


@dataclass(frozen=True)
class Importer:
    """How the files of one program are read; ``name`` is what ``--profile`` calls it.

    A plug-in of the group "onhand.importers" is such an object. ``fits(table, choices)`` tells by a
    file's columns and rows whether it is one of them. ``shape(table, includes_tax, choices)`` gives
    a ``Shape``: rows of one product each with their numbers in the file, and which of their columns
    hold which field (``jobs.importing.headers`` names the fields). What is wrong with a row is
    found afterwards, as for every file; UserError where the file as a whole is not to be read.
    """

    name: str
    fits: Callable[[Table, Choices], bool]
    shape: Callable[[Table, bool, Choices], Shape]


# What a file may be, the most particular first: the first that fits its columns is taken.
_PROGRAMS = (
    Importer("shopify", shopify.fits, shopify.shape),
    Importer("woocommerce", woocommerce.fits, woocommerce.shape),
)
_LISTS = (
    Importer("categories", lists.is_categories, lists.categories),
    Importer("tax_codes", lists.is_tax_codes, lists.tax_codes),
    Importer("vendor", lists.is_vendor, lists.vendor),
    Importer("count", lists.is_count, lists.count),
    Importer("plain", lists.always, lists.plain),
)
PROFILES = {
    "auto": "found out",
    "plain": "a list of goods, one a row",
    "shopify": "Shopify products",
    "woocommerce": "WooCommerce products",
    "vendor": "a vendor's prices",
    "count": "counted stock",
    "sales": "sales of the past",
    "categories": "categories",
    "tax_codes": "tax codes",
}


def shape_of(table: Table, includes_tax: bool, choices: Choices) -> Shape:
    """The rows as the chosen profile reads them, or the first that fits."""
    return _importer_of(table, choices).shape(table, includes_tax, choices)


def profile_of(table: Table, choices: Choices) -> str:
    """Which one that is."""
    if choices.profile == "auto" and sales_columns.fits(table, choices):
        return "sales"
    return choices.profile


def _importer_of(table: Table, choices: Choices) -> Importer:
    more = _of_plugins()
    names = [*PROFILES, *(importer.name for importer in more)]
    if choices.profile not in names:
        raise UserError(
            f"There is no profile “{choices.profile}”.",
            f"There are: {', '.join(names)}.",
            code="usage",
        )
    is_auto = choices.profile == "auto"
    for each in (*_PROGRAMS, *more, *_LISTS):
        if each.name == choices.profile or (is_auto and each.fits(table, choices)):
            return each
    raise AssertionError("a plain list always fits")


def _careful(importer: Importer) -> Callable[[Table, Choices], bool]:
    """One that fails while it looks at a file leaves the file to the others."""
    asked = guarded(importer.name, importer.fits)

    def fits(table: Table, choices: Choices) -> bool:
        with suppress(UserError):
            return bool(asked(table, choices))
        return False

    return fits


def _of_plugins() -> list[Importer]:
    """Under names that are not taken; their faults are sentences."""
    return [
        Importer(each.name, _careful(each), guarded(each.name, each.shape))
        for each in added("onhand.importers", checked(Importer))
        if each.name not in PROFILES
    ]
