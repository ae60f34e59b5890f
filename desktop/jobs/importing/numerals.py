"""Numbers of a file: which sign marks its decimals is found out from all of its rows.

1.234,56 and 2,5 tell a comma, 1,234.56 and 2.5 a point; 1,234 alone tells nothing.
"""

import re
from collections.abc import Iterable, Sequence

from desktop.domain.errors import UserError

_SIGNS = {",": ".", ".": ","}
_CURRENCY = r"(?:[A-Z]{0,3}[$€£¥₹₽₺₩₪₫₴₦฿]|[A-Z]{3}|zł|kr\.?|R\$)"
_AROUND = re.compile(rf"^\s*{_CURRENCY}\s*(?=[-\d.,])|(?<=[\d.,])\s*{_CURRENCY}\s*$")
_BLANKS = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
_ODD = re.compile(r"[^-+\d.,\n]")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*")


def _telling(sign: str) -> re.Pattern[str]:
    """What only is written where ``sign`` marks decimals."""
    one, other = re.escape(sign), re.escape(_SIGNS[sign])
    return re.compile(
        rf"{other}\d{{3}}{one}\d|{other}\d{{3}}{other}\d{{3}}"
        rf"|(?<![\d.,]){one}\d|(?<![\d.,])0{one}\d|(?<![\d.,])\d{{4,}}{one}\d{{3}}(?![\d.,])"
        rf"|(?<![{one}\d])\d+{one}(?:\d{{1,2}}|\d{{4,}})(?![\d.,])"
    )


_TELLING = {sign: _telling(sign) for sign in _SIGNS}


def is_number(text: str) -> bool:
    """A plain number or amount."""
    return bool(_NUMBER.fullmatch(bare(text)))


def bare(text: str) -> str:
    """Without currency, and without blanks and apostrophes between thousands."""
    if text.isdigit():
        return text
    return _BLANKS.sub("", _AROUND.sub("", text))


def told_by(cells: Iterable[str]) -> set[str]:
    """The signs that mark decimals in these cells; none where nothing tells."""
    whole = "\n".join(cells)
    if "," not in whole and "." not in whole:
        return set()
    if _ODD.search(whole):
        whole = "\n".join(map(bare, whole.split("\n")))
    return {sign for sign in _SIGNS if _TELLING[sign].search(whole)}


def decimal_of(columns: Sequence[Sequence[str]]) -> str:
    """The one sign that all columns of numbers agree on, or nothing."""
    told = set().union(*map(told_by, columns)) if columns else set()
    return told.pop() if len(told) == 1 else ""


def with_point(text: str, decimal: str, usual: str) -> str:
    """The number with a point for its decimals and nothing between its thousands.

    ``decimal``: the sign of the file, if known; ``usual``: what it would be in such a file, where
    a sign before three digits says nothing else. UserError where it may mean two numbers.
    """
    if decimal == "." and text.replace(".", "", 1).isdigit():
        return text
    number = bare(text)
    if "," not in number and "." not in number:
        return number
    own = told_by([number])
    sign = decimal or (own.pop() if len(own) == 1 else "")
    if not sign:
        sign = usual if usual in number else ""
        if not sign:
            raise UserError("It may mean thousands or a fraction: say which sign marks decimals.")
    return _parted(number, sign, text)


def _parted(number: str, sign: str, text: str) -> str:
    whole, _, rest = number.partition(sign)
    other = _SIGNS[sign]
    if other in rest or (other in whole and not _is_grouped(whole, other)):
        raise UserError(f"“{text[:40]}” is no number where the sign of decimals is “{sign}”.")
    return whole.replace(other, "") + ("." + rest if rest else "")


def _is_grouped(whole: str, sign: str) -> bool:
    first, *others = whole.lstrip("+-").split(sign)
    return 0 < len(first) <= 3 and all(len(part) in (2, 3) for part in others) and (
        len(others[-1]) == 3
    )  # fmt: skip
