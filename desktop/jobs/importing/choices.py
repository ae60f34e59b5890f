"""What a person may say about a file instead of letting it be found out."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.domain.custom_field import FieldInfo
from desktop.domain.errors import UserError
from desktop.domain.picture_names import is_address

# Where a file is no UTF-8 it does not tell its letters: a person sees which of these reads well.
EIGHT_BIT = {
    "cp1252": "Western (Windows-1252)",
    "iso8859-15": "Western (ISO 8859-15)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp437": "DOS (437)",
    "cp850": "DOS (850)",
    "mac_roman": "Old Macintosh",
    "gb18030": "Chinese (GB 18030)",
    "shift_jis": "Japanese (Shift JIS)",
}
DELIMITERS = (",", ";", "\t", "|")
IGNORED = "-"


@dataclass(frozen=True)
class Choices:
    """Empty where it is to be found out.

    ``header``: the row the columns' names stand in, as a spreadsheet counts; 0 without any.
    ``columns``: column and the field it is read as, ``-`` for none. ``leaves_out``: rows with
    problems stay out instead of stopping the file. ``vendor``: whose prices the costs are.
    ``own``: the shop's fields, as they are defined.
    ``pictures``: "files" that the rows name are taken in, too, or all with those of the "web".
    ``dates``: one of ``domain.dates.ORDERS``.
    """

    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    sheet: str = ""
    header: int | None = None
    columns: tuple[tuple[str, str], ...] = ()
    profile: str = "auto"
    vendor: str = ""
    leaves_out: bool = False
    own: tuple[FieldInfo, ...] = ()
    dates: str = ""
    pictures: str = ""

    def wants(self, place: str) -> bool:
        """Whether a picture is to be taken in with the goods."""
        return self.pictures == "web" or (self.pictures == "files" and not is_address(place))


def parted_map(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """``Column=field``, as typed; the last sign parts, since a column may hold one."""
    pairs = []
    for text in texts:
        column, sign, name = text.rpartition("=")
        if not sign or not column.strip():
            raise UserError(
                f"“{text}” names no column and field.", "Write “Column=field”.", code="usage"
            )
        pairs.append((column.strip(), name.strip() or IGNORED))
    return tuple(pairs)
