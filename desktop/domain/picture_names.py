"""What a file of a picture is called: by the SKU of its product and its place among its pictures.

``COF-1.jpg`` is the first, ``COF-1~2.jpg`` the second. What no file system takes is spelled %2F.
"""

import os.path
import re
from collections.abc import Container
from pathlib import Path
from urllib.parse import quote, unquote

from desktop.domain.lines import whole_text

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}
_OWN = re.compile(r"(.+)~([0-9]{1,3})")
_BETWEEN = re.compile(r"[,\n\r]")
_BETWEEN_ADDRESSES = re.compile(r"[\n\r]|,\s|,(?=\s*https?://)", re.IGNORECASE)
_OTHERS = re.compile(r"(.+?)[ _-]*\(?([0-9]{1,3})\)?")


def file_name(sku: str, place: int, mime: str) -> str:
    """A name that every system takes and that leads back to the product; ``place`` from 1."""
    plain = quote(sku, safe=" ()+;=@!'&").replace("~", "%7E").replace("+", "%2B")
    plain = "%2E" + plain[1:] if plain.startswith(".") else plain
    return f"{plain}{'' if place == 1 else f'~{place}'}{SUFFIXES.get(mime, '.jpg')}"


def places_in(text: str) -> list[str]:
    """The pictures that a cell names: on lines or behind commas, which addresses may hold, too."""
    parts = (_BETWEEN_ADDRESSES if "://" in text else _BETWEEN).split(whole_text(text))
    return list(dict.fromkeys(filter(None, map(str.strip, parts))))


def is_address(place: str) -> bool:
    """Of the web; anything else is a file."""
    return place.lower().startswith(("http://", "https://"))


def is_below(folder: Path, path: Path) -> bool:
    """By their words alone: what lies elsewhere, perhaps on another machine, is not asked for."""
    return Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder))


def sku_of(stem: str, known: Container[str]) -> tuple[str, int] | None:
    """SKU and place of a file's name without its suffix; None where no product is meant.

    Names of other programs are understood, too: SKU-2, SKU_2, SKU (2).
    """
    if (whole := unquote(stem)) in known:
        return whole, 1
    for pattern in (_OWN, _OTHERS):
        found = pattern.fullmatch(stem)
        if found is not None and (sku := unquote(found[1])) in known:
            return sku, int(found[2])
    return None
