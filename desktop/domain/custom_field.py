"""A shop's own fields: what they are called, and what their values are, typed, stored and told.

In the JSON of a product a field's value stands under its key; what is empty stands nowhere. Numbers
are text in one plain spelling ("12.5"): JSON's own numbers pass through binary fractions in half of
the programs that read them, and text is compared byte by byte by every index. With at most 15
digits each of them also has a double of its own, so that SQLite orders them rightly. Days are ISO
8601, choices stand by their key, yes and no are true and false.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.lines import one_line, whole_text
from desktop.domain.quantity import plain
from desktop.domain.search import folded
from desktop.domain.typed import with_point

TYPES = {
    "text": "Text",
    "number": "Number",
    "date": "Date",
    "yes_no": "Yes or no",
    "choice": "Choice",
}
PREFIX = "custom_"  # a product's own field among its others: custom_shelf_colour
LONGEST_KEY, LONGEST_TEXT = 60, 2_000
DIGITS, PLACES = 15, 6
SHARE = 2  # decimals of a figure that a share is added to
MOST_FIELDS, MOST_CHOICES = 300, 200
YES = frozenset(
    ["yes", "y", "true", "1", "x", "on", "ja", "j", "oui", "o", "si", "s", "sim", "да", "是"]
)
NO = frozenset(["no", "n", "false", "0", "off", "nein", "non", "nao", "нет", "否"])
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ]00:00(:00(\.0+)?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field: products keep its key, so that its words may change."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field as it is defined; one that is not active hides and keeps its values."""

    key: str
    label: str
    type: str = "text"
    options: tuple[Option, ...] = ()
    is_required: bool = False
    section: str = ""
    is_active: bool = True

    @property
    def name(self) -> str:
        """As commands, lists and files call it."""
        return PREFIX + self.key


def key_of(label: str, taken: Sequence[str] = (), usual: str = "field") -> str:
    """Made from words: "Shelf colour" → shelf_colour; with a number where another one has it."""
    words = re.sub(r"[^a-z0-9]+", "_", folded(label)).strip("_")[: LONGEST_KEY - 5].strip("_")
    start = words if words[:1].isalpha() else f"{usual}_{words}".rstrip("_")
    key, number = start, 1
    while key in taken:
        number += 1
        key = f"{start}_{number}"
    return key


def check_key(key: str) -> str:
    """A key as typed; refused where it could mean something else in SQL, JSON or a file."""
    if not _KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        raise UserError(
            f"“{key[:40]}” is no key for a field.",
            f"Use small letters a–z, digits and _, at most {LONGEST_KEY}; {key_of(key)} would do.",
            field="key",
            code="bad_key",
        )
    return key


def options_of(labels: Sequence[str], known: Sequence[Option] = ()) -> tuple[Option, ...]:
    """Choices by their words; one that is known under a word keeps its key."""
    keys = {option.label.casefold(): option.key for option in known}
    taken = list(keys.values())
    made: list[Option] = []
    for label in labels:
        key = keys.get(label.casefold())
        if key is None:
            key = key_of(label, taken, "choice")
            taken.append(key)
        made.append(Option(key, label))
    return tuple(made)


def stored(info: FieldInfo, value: Any) -> Any:
    """What JSON keeps of a value, typed or as words; None for nothing. UserError in words."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _STORING[info.type](info, value)


def typed(info: FieldInfo, kept: Any) -> Any:
    """Python's own value of what is stored; None where that is nothing of this type."""
    try:
        sound = stored(info, kept)
    except UserError:
        return None
    if sound is None:
        return None
    if info.type == "number":
        return Decimal(sound)
    return date.fromisoformat(sound) if info.type == "date" else sound


def told(info: FieldInfo, kept: Any) -> str:
    """A stored value in plain words, which ``stored`` understands again: for files and labels."""
    if kept is None:
        return ""
    if isinstance(kept, bool):
        return "yes" if kept else "no"
    if info.type == "choice":
        return next((option.label for option in info.options if option.key == kept), str(kept))
    return str(kept)


def converted(old: FieldInfo, new: FieldInfo, kept: Any) -> Any:
    """A stored value of a field that gets another type or other choices; UserError if none fits."""
    if old.type == new.type == "choice" and any(option.key == kept for option in new.options):
        return kept
    return stored(new, told(old, kept))


def required(info: FieldInfo) -> UserError:
    """The refusal of nothing where there must be something."""
    return UserError(f"{info.label} must have a value.", field=info.name, code="required")


def sound(info: FieldInfo, value: Any) -> Any:
    """What is stored of a value; UserError in words, also for nothing where something must be."""
    kept = stored(info, value)
    if kept is None and info.is_required:
        raise required(info)
    return kept


def read_value(info: FieldInfo, value: Any) -> Any:
    """The same in Python's own type."""
    return typed(info, sound(info, value))


def as_stored(value: Any) -> Any:
    """A value in Python's own type as JSON keeps it."""
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def merged(own: Mapping[str, Any], key: str, kept: Any) -> dict[str, Any]:
    """The values with another one; what is empty stands nowhere."""
    rest = {name: value for name, value in own.items() if name != key}
    return rest if kept is None else rest | {key: kept}


def rebased(
    now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A change of some values as if it had been made of what is there now: the others stay."""
    touched = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    rest = {key: value for key, value in now.items() if key not in touched}
    old, new = ({key: side[key] for key in touched if key in side} for side in (before, after))
    return rest | old, rest | new


def _refused(info: FieldInfo, value: Any, hint: str) -> UserError:
    words = str(value).strip()
    shown = f"{words[:40]}…" if len(words) > 40 else words
    return UserError(
        f"“{shown}” is no value for {info.label}.", hint, field=info.name, code="bad_value"
    )


def _text(info: FieldInfo, value: Any) -> str:
    kept = one_line(whole_text(str(value)))
    if len(kept) > LONGEST_TEXT:
        raise UserError(
            f"{info.label} has {len(kept):,} characters.",
            f"It may have {LONGEST_TEXT:,}.",
            field=info.name,
            code="too_long",
        )
    return kept


def _number(info: FieldInfo, value: Any) -> str:
    words = str(value).strip().replace("\u2212", "-").replace("\u00a0", "")
    words = with_point(words, info.label)
    try:
        if not isinstance(value, Decimal) and not _NUMBER.fullmatch(words):
            raise InvalidOperation
        number = Decimal(words)
    except InvalidOperation:
        raise _refused(info, value, "Type a number, as 12.5.") from None
    if not number.is_finite():
        raise _refused(info, value, "Type a number, as 12.5.")
    return _spelled(info, value, number)


def _spelled(info: FieldInfo, value: Any, number: Decimal) -> str:
    if number == 0:
        return "0"
    if not -PLACES <= number.adjusted() < DIGITS:
        raise _refused(info, value, f"It may have {DIGITS} digits, {PLACES} of them decimals.")
    spelling = plain(number)
    digits = spelling.lstrip("-").replace(".", "").lstrip("0")
    if len(digits) > DIGITS or len(spelling.partition(".")[2]) > PLACES:
        raise _refused(info, value, f"It may have {DIGITS} digits, {PLACES} of them decimals.")
    return spelling


def _date(info: FieldInfo, value: Any) -> str:
    found = _DAY.fullmatch(str(value).strip())
    try:
        return date.fromisoformat(found.group(1) if found else "").isoformat()
    except ValueError:
        raise _refused(info, value, "Type a day as 2026-11-22.") from None


def _yes_no(info: FieldInfo, value: Any) -> bool:
    words = folded(str(value).strip())
    if words not in YES | NO:
        raise _refused(info, value, "Type yes or no.")
    return words in YES


def _choice(info: FieldInfo, value: Any) -> str:
    words = str(value).strip()
    for option in info.options:
        if option.key == words:
            return option.key
    for option in info.options:
        if option.label.casefold() == words.casefold():
            return option.key
    raise _refused(info, value, _offered(info))


def _offered(info: FieldInfo) -> str:
    names = [option.label for option in info.options[:8]]
    more = f" and {len(info.options) - 8} more" if len(info.options) > 8 else ""
    return f"The choices are: {', '.join(names)}{more}." if names else "It has no choices yet."


_STORING = {
    "text": _text,
    "number": _number,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
}
