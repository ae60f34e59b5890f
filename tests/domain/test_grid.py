"""What spreadsheets put on the clipboard, cell by cell."""

import pytest

from desktop.domain.errors import UserError
from desktop.domain.grid import Grid, grid_of

CASES: dict[str, tuple[str, Grid]] = {
    "one value": ("4.50", (("4.50",),)),
    "a column of Excel": ("1\r\n2\r\n3\r\n", (("1",), ("2",), ("3",))),
    "a block of LibreOffice": ("a\t1\nb\t2\n", (("a", "1"), ("b", "2"))),
    "an empty cell in the midst": ("a\t\tc\n\t\t\n", (("a", "", "c"),)),
    "an empty line in the midst": ("1\n\n3", (("1",), (), ("3",))),
    "a line end and a tab within quotes": ('"a\nb\tc"\t2\r\n', (("a\nb\tc", "2"),)),
    "doubled quotes": ('"5"" nails"\tx', (('5" nails', "x"),)),
    "a quote that is none": ('5" nails\tx', (('5" nails', "x"),)),
    "a guarded formula of our own": ("'=1+1\t'-2", (("=1+1", "-2"),)),
    "nothing": ("", ()),
    "only line ends": ("\r\n\r\n", ()),
    "blanks around": (" a \t 1,20 ", (("a", "1,20"),)),
}


@pytest.mark.parametrize("name", CASES)
def test_copied_cells_are_read(name: str) -> None:
    text, cells = CASES[name]
    assert grid_of(text) == cells


@pytest.mark.parametrize("text", ["a\x00b", "x" * 2_000_000], ids=["NUL", "one endless line"])
def test_what_is_no_table_is_told(text: str) -> None:
    with pytest.raises(UserError, match="no cells"):
        grid_of(text)
