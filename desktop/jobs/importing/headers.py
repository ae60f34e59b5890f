"""What columns are called in the files of other programs, in several languages."""

import re
from collections.abc import Sequence

from desktop.domain.search import folded

# Field → names, the clearest first: of two columns for one field the clearer one counts.
NAMES = {
    "sku": "sku stockcode productcode itemcode articlecode articleno articlenumber itemno"
    " itemnumber variantsku partnumber ipn artikelnummer artikelnr artnr codearticle codeproduit"
    " codigo reference ref referencia code itemid productid article plu id",
    "barcode": "barcode barcodes ean ean13 ean8 eancode gtin upc upccode variantbarcode scancode"
    " codebarre codebarres codigodebarras codigobarras strichcode isbn",
    "name": "name productname itemname articlename producttitle title product item designation"
    " libelle bezeichnung artikelbezeichnung artikel nombre nome nomedoproduto producto produit"
    " produto itemdescription productdescription description descricao descripcion beschreibung",
    "description": "description longdescription details descricao descripcion beschreibung",
    "price": "price regularprice sellingprice saleprice salesprice retailprice unitprice rrp"
    " variantprice listprice prixdevente prix verkaufspreis vk preis precio precioventa preco",
    "price_with_tax": "priceinc priceincl pricewithtax priceincltax priceinctax grossprice"
    " bruttopreis prixttc pvp",
    "price_without_tax": "priceex priceexcl pricewithouttax priceexcltax priceextax netprice"
    " nettopreis prixht",
    "cost": "cost unitcost costprice purchaseprice buyingprice buyprice wholesaleprice costperitem"
    " averagecost lastcost prixdachat einkaufspreis ek costo coste custo",
    "category": "category categories categoryname productcategory productgroup itemgroup group"
    " kategorie warengruppe categorie categoria family famille department dept",
    "stock": "stock stockonhand onhand openingstock openingcount openingbalance openingquantity"
    " qtyonhand quantityonhand stockquantity stockqty stocklevel currentstock inventory"
    " variantinventoryqty soh quantity qty count bestand lagerbestand quantite existencias estoque",
    "vendor": "vendor vendorname supplier suppliername lieferant fournisseur proveedor fornecedor",
    "reorder_point": "reorderpoint reorderlevel reorderat reorderthreshold minstock minstocklevel"
    " minimumstock minimumquantity minquantity minqty minamount lowstockamount lowstock minimum"
    " meldebestand mindestbestand stockmin stockminimum parlevel",
    "reorder_qty": "reorderquantity reorderqty orderquantity orderqty bestellmenge",
    "unit": "unit uom unitofmeasure units partunit einheit unite unidad unidade",
    "tax_rate": "taxrate tax taxpercent vat vatrate gst gstrate mwst mwstsatz tva iva",
    "status": "status",
}
_PRICES = ("price_with_tax", "price", "price_without_tax")


def known_headers(header: Sequence[str]) -> int:
    """How many of the cells are names of columns that an import reads."""
    every = {name for names in NAMES.values() for name in names.split()}
    return sum(_plain(cell) in every for cell in header)


def columns_of(header: Sequence[str], includes_tax: bool) -> dict[str, list[int]]:
    """Field → the columns it is read from; only barcodes may have several.

    Where the file has prices with and without tax, the shop's own way decides.
    """
    names = [_plain(cell) for cell in header]
    found: dict[str, list[int]] = {}
    used: set[int] = set()
    for field, known in NAMES.items():
        ranks = {name: rank for rank, name in enumerate(known.split())}
        columns = [n for n, name in enumerate(names) if name in ranks and n not in used]
        columns.sort(key=lambda column: ranks[names[column]])
        chosen = columns if field == "barcode" else columns[:1]
        if chosen:
            found[field] = chosen
            used |= set(chosen)
    return _with_one_price(found, includes_tax)


def _with_one_price(found: dict[str, list[int]], includes_tax: bool) -> dict[str, list[int]]:
    order = _PRICES if includes_tax else _PRICES[::-1]
    best = next((found[name] for name in order if name in found), None)
    kept = {field: columns for field, columns in found.items() if field not in _PRICES}
    return kept if best is None else kept | {"price": best}


def _plain(header: str) -> str:
    """For comparing: Stock on hand (pcs) → stockonhand."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\([^)]*\)|\[[^]]*\]", "", folded(header)))
