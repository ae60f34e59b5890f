"""Which columns of a table tell what was sold, and whether it is a list of sales at all."""

from collections.abc import Sequence

from desktop.domain.errors import UserError
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.headers import NAMES as OF_GOODS
from desktop.jobs.importing.headers import check_chosen, spellings
from desktop.jobs.importing.reading import Table

# Field → names, the clearest first. Shopify's orders call theirs “Lineitem …”.
NAMES = {
    "date": "saledate solddate datesold dateofsale salesdate transactiondate orderdate receiptdate"
    " invoicedate businessdate date day datetime timestamp createdat paidat completedat soldat"
    " datum verkaufsdatum belegdatum tag datevente datedevente jour fecha fechaventa"
    " fechadeventa dia data datavenda datadavenda",
    "sku": "lineitemsku " + OF_GOODS["sku"],
    "barcode": "lineitembarcode " + OF_GOODS["barcode"],
    "name": "lineitemname " + OF_GOODS["name"],
    "quantity": "soldquantity quantitysold qtysold unitssold sold lineitemquantity quantity qty"
    " units pieces menge anzahl stueck verkauft absatz quantite qte vendu quantitevendue"
    " cantidad vendido unidades quantidade vendida",
    "price": "unitprice lineitemprice priceperunit sellingprice price einzelpreis preis vk"
    " prixunitaire prix preciounitario precio precounitario preco",
    "amount": "amount total linetotal nettotal salesamount revenue turnover subtotal betrag"
    " umsatz summe montant chiffredaffaires importe valor",
    "promo": "promo promotion ispromo onpromotion onoffer offer aktion angebot soldes promocion"
    " oferta promocao",
}
FIELDS = tuple(NAMES)
_GOODS = {"sku", "barcode", "name"}
# A list of what was counted may have a date, too: these words it has not.
_SOLD = ("sold", "sale", "receipt", "ticket", "order", "invoice", "transaction", "lineitem",
         "verkauf", "beleg", "vente", "vendu", "ticket", "venta", "venda", "vendid")  # fmt: skip
LOOKED_AT = 500


def sales_columns(table: Table, chosen: Sequence[tuple[str, str]] = ()) -> dict[str, int]:
    """Field → column; what a person has ``chosen`` stands before its name."""
    places = {name.casefold(): at for at, name in enumerate(table.header)}
    asked = {places[c.casefold()]: field for c, field in chosen if c.casefold() in places}
    names = [spellings(cell) for cell in table.header]
    found: dict[str, int] = {}
    for field, known in NAMES.items():
        own = next((at for at, name in asked.items() if name == field), None)
        free = [at for at in range(len(names)) if at not in asked and at not in found.values()]
        words = (word for word in known.split())
        named = next((at for word in words for at in free if word in names[at]), None)
        if own is not None or named is not None:
            found[field] = named if own is None else own  # type: ignore[assignment]
    return found


def require_sales(table: Table, chosen: Sequence[tuple[str, str]] = ()) -> dict[str, int]:
    """The same; UserError where a field or column is not there, or too few are known."""
    check_chosen(table.header, chosen, FIELDS)
    found = sales_columns(table, chosen)
    if {"date", "quantity"} <= found.keys() and _GOODS & found.keys():
        return found
    names = ", ".join(name for name in table.header[:20] if name)
    raise UserError(
        "These are no sales: they need a date, a quantity, and an SKU, barcode or name.",
        f"Say which column is which; the file has: {names[:300]}.",
        field="file",
        code="no_columns",
    )


def fits(table: Table, choices: Choices) -> bool:
    """A day, a quantity and goods; and words of sales, or goods with more than one day."""
    found = sales_columns(table, choices.columns)
    goods = next((found[name] for name in ("sku", "barcode", "name") if name in found), None)
    if not {"date", "quantity"} <= found.keys() or goods is None:
        return False
    headers = "".join("".join(spellings(cell)) for cell in table.header)
    return any(word in headers for word in _SOLD) or _has_days(table, found["date"], goods)


def _has_days(table: Table, day: int, goods: int) -> bool:
    days: dict[str, str] = {}
    for _, cells in table.rows[:LOOKED_AT]:
        is_whole = max(day, goods) < len(cells) and cells[day] and cells[goods]
        if is_whole and days.setdefault(cells[goods], cells[day]) != cells[day]:
            return True
    return False
