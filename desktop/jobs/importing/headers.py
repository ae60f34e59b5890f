"""What columns are called in the files of other programs, in several languages."""

import re
from collections.abc import Sequence

from desktop.domain.custom_field import PREFIX
from desktop.domain.errors import UserError
from desktop.domain.search import folded
from desktop.jobs.importing.choices import IGNORED

# Field → names, the clearest first: of two columns for one field the clearer one counts.
NAMES = {
    "sku": "sku stockcode productcode itemcode articlecode articleno articlenumber itemno"
    " itemnumber variantsku partnumber ipn artikelnummer artikelnr artnr bestellnummer codearticle"
    " codeproduit referenceproduit refproduit codigo codigoproducto codigodoproduto codigoproduto"
    " reference ref referencia sn code itemid productid article plu id",
    "barcode": "barcode barcodes ean ean13 ean8 eancode gtin upc upccode variantbarcode scancode"
    " codebarre codebarres codigodebarras codigobarras codigoean strichcode gencod isbn",
    "name": "name productname itemname articlename producttitle title product item designation"
    " libelle nomduproduit bezeichnung artikelbezeichnung artikelname produktname artikel nombre"
    " nombredelproducto nome nomedoproduto denominacion producto produit produto itemdescription"
    " productdescription description descricao descripcion beschreibung",
    "description": "description longdescription details descricao descripcion beschreibung",
    "price": "price regularprice sellingprice saleprice salesprice retailprice unitprice rrp"
    " variantprice listprice prixdevente prixunitaire prix verkaufspreis vkpreis vk preis precio"
    " precioventa preciodeventa pvd preco precodevenda precovenda",
    "price_with_tax": "priceinc priceincl pricewithtax priceincltax priceinctax grossprice"
    " bruttopreis vkbrutto prixttc prixdeventettc pvp precioconiva",
    "price_without_tax": "priceex priceexcl pricewithouttax priceexcltax priceextax netprice"
    " nettopreis vknetto prixht prixdeventeht preciosiniva",
    "cost": "cost unitcost costprice purchaseprice buyingprice buyprice wholesaleprice costperitem"
    " averagecost lastcost prixdachat prixachat einkaufspreis ekpreis ek costo coste preciodecompra"
    " preciocompra custo precodecusto precocusto precodecompra",
    "category": "category categories categoryname productcategory productgroup itemgroup group"
    " kategorie produktgruppe warengruppe categorie categoria familia family famille rayon"
    " departamento department dept",
    "stock": "stock stockonhand onhand openingstock openingcount openingbalance openingquantity"
    " qtyonhand quantityonhand stockquantity stockqty stocklevel currentstock inventory"
    " variantinventoryqty soh quantity qty count bestand lagerbestand menge stueckzahl quantite"
    " quantiteenstock enstock existencias cantidad estoque quantidade saldo",
    "vendor": "vendor vendorname supplier suppliername lieferant fournisseur proveedor fornecedor",
    "reorder_point": "reorderpoint reorderlevel reorderat reorderthreshold minstock minstocklevel"
    " minimumstock minimumquantity minquantity minqty minamount lowstockamount lowstock minimum"
    " meldebestand mindestbestand stockmin stockminimum stockminimo stockdalerte seuildalerte"
    " estoqueminimo parlevel",
    "reorder_qty": "reorderquantity reorderqty orderquantity orderqty bestellmenge",
    "unit": "unit uom unitofmeasure units partunit einheit mengeneinheit unite unidad unidade",
    "tax_rate": "taxrate tax taxpercent vat vatrate gst gstrate mwst mwstsatz tva iva",
    "status": "status",
    "brand": "brand marke marque marca",
    "manufacturer": "manufacturer maker hersteller fabricant fabricante",
    "mpn": "mpn manufacturerpartnumber herstellernummer",
    "parent": "parent parentsku variantof",
    "options": "options variantoptions",
    "tags": "tags schlagworte etiquetas",
    "images": "images image imagesrc imageurl imageurls imagelink pictures picture photos photo"
    " bilder bild fotos foto imagenes imagen imagens imagem",
}
SEVERAL = ("barcode", "images")
# Fields that a person may name for a column.
FIELDS = tuple(NAMES)
_MONEY = re.compile(r"[$€£¥₹₽₺₩₪₫₴₦฿]|\b(?:EUR|USD|GBP|CHF|BRL|NAD|ZAR)\b")
_PRICES = ("price_with_tax", "price", "price_without_tax")


def known_headers(header: Sequence[str]) -> int:
    """How many of the cells are names of columns that an import reads."""
    every = {name for names in NAMES.values() for name in names.split()}
    return sum(bool(every & spellings(cell)) for cell in header)


def columns_of(
    header: Sequence[str], includes_tax: bool, chosen: Sequence[tuple[str, str]] = ()
) -> dict[str, list[int]]:
    """Field → the columns it is read from; only barcodes and pictures may have several.

    What a person has ``chosen`` for a column stands before its name. Where the file has prices
    with and without tax, the shop's own way decides.
    """
    asked = _asked(header, chosen)
    names = [spellings(cell) for cell in header]
    found: dict[str, list[int]] = {}
    used = set(asked)
    for field, known in NAMES.items():
        ranks = {name: rank for rank, name in enumerate(known.split())}
        columns = [n for n, name in enumerate(names) if name & ranks.keys() and n not in used]
        columns.sort(key=lambda column: min(ranks[name] for name in names[column] & ranks.keys()))
        own = [n for n, name in asked.items() if name == field]
        wanted = own or (columns if field in SEVERAL else columns[:1])
        if wanted:
            found[field] = wanted
            used |= set(wanted)
    found = _with_one_price(found, includes_tax, asked)
    return found if "price" in found else _with_amount(found, header, used)


def _asked(header: Sequence[str], chosen: Sequence[tuple[str, str]]) -> dict[int, str]:
    """By the columns' numbers; UserError where there is no such column or field."""
    places: dict[str, list[int]] = {}
    for number, name in enumerate(header):
        places.setdefault(name.casefold(), []).append(number)
    asked = {}
    check_chosen(header, chosen)
    for column, field in chosen:
        asked.update(dict.fromkeys(places[column.casefold()], field))
    return asked


def check_chosen(
    header: Sequence[str], chosen: Sequence[tuple[str, str]], fields: Sequence[str] = FIELDS
) -> None:
    """UserError where there is no such column or field."""
    there = {name.casefold() for name in header}
    for column, field in chosen:
        if field not in (*fields, IGNORED) and not field.startswith(PREFIX):
            raise UserError(
                f"There is no field “{field}”.", f"There are: {', '.join(fields)}.", code="usage"
            )
        if column.casefold() not in there:
            names = ", ".join(name for name in header[:30] if name)
            raise UserError(f"There is no column “{column}”.", f"There are: {names}.", code="usage")


def _with_one_price(
    found: dict[str, list[int]], includes_tax: bool, asked: dict[int, str]
) -> dict[str, list[int]]:
    own = tuple(name for name in _PRICES if name in asked.values())
    order = (*own, *(_PRICES if includes_tax else _PRICES[::-1]))
    best = next((found[name] for name in order if name in found), None)
    kept = {field: columns for field, columns in found.items() if field not in _PRICES}
    return kept if best is None else kept | {"price": best}


def _with_amount(
    found: dict[str, list[int]], header: Sequence[str], used: set[int]
) -> dict[str, list[int]]:
    """The only column whose name tells a currency is the price: “Bottle N$”."""
    amounts = [n for n, name in enumerate(header) if n not in used and _MONEY.search(name)]
    return found | {"price": amounts} if len(amounts) == 1 else found


def spellings(header: str) -> set[str]:
    """For comparing: Stock on hand (pcs) → stockonhand; a year behind a name says nothing."""
    plain = re.sub(r"[^a-z0-9]", "", re.sub(r"\([^)]*\)|\[[^]]*\]", "", folded(header)))
    return {plain, re.sub(r"(?<=[a-z])(?:19|20)\d\d$", "", plain)} - {""}
