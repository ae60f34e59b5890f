"""How a row of text is spelled (portable.py), as one pattern: each value is of its column's kind.

One look at the line costs a tenth of what a look at each of its values would.
"""

import re

from desktop.db.portable import Shape

_DAY = (
    r"(?!0000)[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}"
_PLAIN = r'[^"\\\x00-\x1f]*'
_ESCAPE = r'\\(?:["\\bfnrt]|u00[01][0-9a-f])'
_MOST = str(2**63 - 1)  # of either engine's whole numbers


def _up_to(most: str) -> str:
    """The numbers of as many digits that are not more."""
    less = (
        f"{most[:at]}[{int(at == 0)}-{int(digit) - 1}][0-9]{{{len(most) - at - 1}}}"
        for at, digit in enumerate(most)
        if int(digit) > int(at == 0)
    )
    return "|".join((*less, most))


_TEXT = f'"{_PLAIN}(?:{_ESCAPE}{_PLAIN})*"'
_SPELLED = {
    "uuid": '"[0-9a-f]{32}"',
    "money": r'"-?[0-9]{1,18}\.[0-9]{4}"',
    "quantity": r'"-?[0-9]{1,18}\.[0-9]{3}"',
    "time": f'"{_DAY}T{_CLOCK}Z"',
    "json": _TEXT,
    "bytes": '"(?:[0-9a-f]{16})*(?:[0-9a-f]{2})*"',
    "flag": "(?:true|false)",
    "whole": f"(?:0|-?(?:[1-9][0-9]{{0,17}}|{_up_to(_MOST)})|-{2**63})",
    "text": _TEXT,
    "day": f'"{_DAY}"',
    "double": r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:e[+-][0-9]+)?|e[+-][0-9]+)",
}


def grammar(shape: Shape) -> re.Pattern[bytes]:
    """What every whole line of a table looks like.

    What the JSON in a text says is not looked at; and each year has a 29th of February.
    """
    values = (f"(?:null|{_SPELLED[kind]})" for _, kind in shape.columns)
    return re.compile(rf"\[{','.join(values)}\]\n".encode())
