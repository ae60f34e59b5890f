"""How the files of known programs are laid out: each is brought into rows of one product each."""

from desktop.domain.errors import UserError
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.profiles import lists, shopify, woocommerce
from desktop.jobs.importing.profiles.shape import Shape
from desktop.jobs.importing.reading import Table

__all__ = ["PROFILES", "Shape", "shape_of"]

# What a file may be, the most particular first: the first that fits its columns is taken.
_READERS = {
    "shopify": (shopify.fits, shopify.shape),
    "woocommerce": (woocommerce.fits, woocommerce.shape),
    "categories": (lists.is_categories, lists.categories),
    "tax_codes": (lists.is_tax_codes, lists.tax_codes),
    "vendor": (lists.is_vendor, lists.vendor),
    "count": (lists.is_count, lists.count),
    "plain": (lists.always, lists.plain),
}
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
    if choices.profile not in PROFILES:
        raise UserError(
            f"There is no profile “{choices.profile}”.",
            f"There are: {', '.join(PROFILES)}.",
            code="usage",
        )
    for name, (fits, shape) in _READERS.items():
        if name == choices.profile or (choices.profile == "auto" and fits(table, choices)):
            return shape(table, includes_tax, choices)
    raise AssertionError("a plain list always fits")
