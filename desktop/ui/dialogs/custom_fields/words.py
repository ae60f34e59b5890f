"""How a field is told in a row."""

from desktop.domain.custom_field import TYPES, FieldInfo
from desktop.ui.text import number, tr

SHOWN = 4


def titles() -> tuple[str, ...]:
    """Of the columns."""
    return "", tr("Field"), tr("Type"), tr("Heading"), tr("State"), tr("Products")


def row_of(place: int, info: FieldInfo, held: int) -> tuple[str, ...]:
    """What stands in the columns."""
    return number(place), tr(info.label), _type(info), tr(info.section), _state(info), number(held)


def _type(info: FieldInfo) -> str:
    if info.type != "choice":
        return tr(TYPES[info.type])
    names = ", ".join(option.label for option in info.options[:SHOWN])
    more = " …" if len(info.options) > SHOWN else ""
    return tr("Choice: {names}", names=names + more)


def _state(info: FieldInfo) -> str:
    if not info.is_active:
        return tr("Retired")
    return tr("Required") if info.is_required else tr("In use")
