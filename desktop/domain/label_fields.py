"""The fields of labels: what stands in their texts in curly brackets, filled with a product's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from desktop.domain.barcode import KEY_LENGTH, has_check_digit, shown
from desktop.domain.label import Element
from desktop.domain.label_codes import CodeText, code_text
from desktop.domain.local_words import LocalWords

FIELDS = (
    "name", "price", "unit price", "sku", "barcode", "lot", "expiry", "store", "unit", "brand",
    "category", "today",
)  # fmt: skip
PRICES = {"price", "unit price"}
FIGURES = PRICES | {"sku", "barcode", "lot", "expiry", "today"}
CUSTOM = "field:"
_FIELD = re.compile(r"\{([^{}]{1,80})\}")
_PER = {"mass": "kg", "volume": "l", "length": "m"}


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """What one label may say. ``code``: the primary barcode as it is kept, "" for none.

    ``factor``: how many of the dimension's first unit (kg, l, m, piece) the unit is.
    """

    product: UUID
    name: str
    sku: str
    code: str = ""
    price: Decimal | None = None
    unit: str = "piece"
    dimension: str = "count"
    factor: Decimal = Decimal(1)
    store: str = ""
    brand: str = ""
    category: str = ""
    lot: str = ""
    expiry: date | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
    picture: bytes = b""


def names_in(text: str) -> list[str]:
    """The names that stand in brackets."""
    return [found[1].strip() for found in _FIELD.finditer(text)]


def is_whole(text: str) -> bool:
    """Whether nothing of it may be left out: it tells a price, or figures alone."""
    names = set(names_in(text))
    return bool(names & PRICES) or (bool(names) and names <= FIGURES)


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its fields; a line of which every field is empty goes."""
    return "\n".join(line for line in (_line(one, words) for one in text.split("\n")) if line)


def _line(line: str, words: Mapping[str, str]) -> str:
    names = names_in(line)
    if names and not any(words.get(name) for name in names):
        return ""
    return _FIELD.sub(lambda found: words.get(found[1].strip(), ""), line).strip() or " "


@dataclass(frozen=True, slots=True)
class LabelWords:
    """The same as it is printed: words by field; ``gs1``: for codes of GS1, "" without a GTIN."""

    words: Mapping[str, str]
    gs1: str = ""
    picture: bytes = b""

    def text(self, element: Element) -> str:
        """What a text says."""
        return filled(element.text, self.words)

    def code(self, element: Element) -> CodeText | None:
        """What a barcode holds; None where there is nothing to say."""
        return code_text(element.code, filled(element.text or "{barcode}", self.words), self.gs1)


def label_words(facts: LabelFacts, local: LocalWords, today: date) -> LabelWords:
    """Each field in the shop's own way of writing."""
    return LabelWords(_words(facts, local, today), gs1_of(facts), facts.picture)


def _words(facts: LabelFacts, local: LocalWords, today: date) -> dict[str, str]:
    return {
        "name": facts.name,
        "sku": facts.sku,
        "barcode": shown(facts.code) if facts.code else facts.sku,
        "price": local.money(facts.price) if facts.price is not None else "",
        "unit price": unit_price(facts, local),
        "unit": facts.unit,
        "lot": facts.lot,
        "expiry": local.day(facts.expiry) if facts.expiry else "",
        "store": facts.store,
        "brand": facts.brand,
        "category": facts.category,
        "today": local.day(today),
        **{CUSTOM + key: value for key, value in facts.custom.items()},
    }


def unit_price(facts: LabelFacts, local: LocalWords) -> str:
    """``3.98 € / kg`` of what is weighed or measured; "" of pieces. Rounded once, half up."""
    per = _PER.get(facts.dimension)
    if per is None or facts.price is None:
        return ""
    step = Decimal(1).scaleb(-local.decimals)
    return f"{local.money((facts.price / facts.factor).quantize(step, ROUND_HALF_UP))} / {per}"


def gs1_of(facts: LabelFacts) -> str:
    """(01) the trade item, (17) its expiry, (10) its lot; "" where it has no GTIN.

    The lot comes last: it is the one that has no fixed length. Source: GS1 General Specifications.
    """
    gtin = facts.code.zfill(KEY_LENGTH) if facts.code else ""
    if not has_check_digit(gtin):
        return ""
    day = f"(17){facts.expiry:%y%m%d}" if facts.expiry else ""
    lot = facts.lot if 0 < len(facts.lot) <= 20 and facts.lot.isascii() else ""
    return f"(01){gtin}{day}" + (f"(10){lot}" if lot and "(" not in lot else "")
