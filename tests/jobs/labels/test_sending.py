"""ZPL on its way: to a printer that answers, is mute, runs out of paper, breaks off, or is off."""

import re
from pathlib import Path

import pytest

from desktop.domain.errors import UserError
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.labels import sending
from desktop.jobs.labels.sending import (
    Halted,
    Host,
    Stopped,
    host_of,
    send_zpl,
    status_of,
    write_zpl,
)
from desktop.jobs.labels.templates import builtin
from desktop.jobs.labels.zpl import zpl
from tests.label_printer import printer
from tests.labels import Counting, said, template

LABELS = [said(sku=f"T-{number}") for number in range(500)]
SHELF = template("shelf-57x32")


@pytest.mark.parametrize("mute", [False, True])
def test_five_hundred_labels_arrive_whole_and_in_order(
    mute: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """issue: 500 labels never time out."""
    monkeypatch.setattr(sending, "ANSWER_S", 0.1)
    with printer(mute=mute) as there:
        assert send_zpl(there.host, SHELF, LABELS, 203, Silent()) == 500
    assert there.text == "".join(zpl(SHELF, one) for one in LABELS)


def test_without_paper_it_says_where_to_go_on() -> None:
    with printer(most=37) as there, pytest.raises(Stopped) as stopped:
        send_zpl(there.host, SHELF, LABELS, 203, Silent())
    assert str(stopped.value) == (
        "The printer has no paper. 37 labels are printed; go on at label 38 when it is ready."
    )


def test_a_broken_line_and_a_printer_that_is_off_are_told_in_a_sentence() -> None:
    with printer(breaks=100) as there, pytest.raises(Stopped, match=r"broke\. \d+ labels are"):
        send_zpl(there.host, SHELF, LABELS * 20, 203, Silent())
    with pytest.raises(UserError, match=r"cannot be reached: .*switched on"):
        send_zpl(there.host, SHELF, LABELS, 203, Silent())


def test_stopped_between_two_labels_each_one_sent_is_whole() -> None:
    def stop() -> None:
        raise Cancelled

    with printer() as there, pytest.raises(Halted) as halted:
        send_zpl(there.host, SHELF, LABELS, 203, Counting(25, stop))
    assert halted.value.printed == 25
    assert there.text == "".join(zpl(SHELF, one) for one in LABELS[:25])


def test_addresses_are_told_from_files() -> None:
    assert host_of("printer:9100") == Host("printer", 9100)
    assert host_of("[fe80::1]:6101") == Host("fe80::1", 6101)
    assert [host_of(text) for text in ("c:9100", "x.zpl", "printer:99999", "a/b:9100")] == [
        None
    ] * 4
    assert status_of(b"HTTP/1.1 400 Bad Request") is None


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = write_zpl(tmp_path / "l.zpl", SHELF, LABELS[:3], 300, Silent())
    assert path.read_text("utf-8") == "".join(zpl(SHELF, one, 300) for one in LABELS[:3])
    with pytest.raises(UserError, match="could not be written"):
        write_zpl(tmp_path / "none" / "l.zpl", SHELF, LABELS[:3], 203, Silent())
    assert [one.name for one in tmp_path.iterdir()] == ["l.zpl"]


_FIELD = re.compile(r"\^FO(\d+),(\d+)((?:(?!\^FS).)*?)\^FH\^FD(.*?)\^FS", re.DOTALL)


def fields(text: str) -> list[tuple[int, int, str, str]]:
    """A small reader of ZPL: where each field begins, its orders, and its data unescaped."""
    found = []
    for x, y, orders, data in _FIELD.findall(text):
        plain = re.sub(r"_([0-9A-F]{2})", lambda one: chr(int(one[1], 16)), data)
        found.append((int(x), int(y), orders, plain))
    return found


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("key", [one.key for one in builtin()])
def test_zpl_is_well_formed_and_stays_on_the_label(key: str, dpi: int) -> None:
    of = template(key)
    text = zpl(of, said(name="Tea ^XZ ~JA _5E \\& “first”\n", sku="T>^1"), dpi)
    assert text.startswith("^XA\n^CI28\n") and text.count("^XZ") == text.count("^XA") == 1
    assert "~" not in text
    dots = dpi / 25.4
    for x, y, orders, data in fields(text):
        assert 0 <= x < of.paper.width * dots and 0 <= y < of.paper.height * dots
        assert orders.startswith(("^A0", "^BY")) and data
    assert any("Tea ^XZ" in data for *_, data in fields(text))


@pytest.mark.parametrize(
    ("key", "code", "order", "data"),
    [
        ("shelf-57x32", "04006381333931", "^BEN", "400638133393"),
        ("shelf-57x32", "00000096385074", "^B8N", "9638507"),
        ("shelf-57x32", "00036000291452", "^BUN", "03600029145"),
        ("shelf-57x32", "T>^1", "^BCN", ">:T>0^1"),
        ("product-qr-57x32", "T>^1", "^BQN", "MA,T>^1"),
        ("lot-100x150", "04006381333931", "^BCN", ">;>8010400638133393117270331>610L7"),
        ("lot-57x32", "04006381333931", "^BXN", "_1" + "01040063813339311727033110L7"),
    ],
)
def test_codes_are_the_printers_own(key: str, code: str, order: str, data: str) -> None:
    made = [one for one in fields(zpl(template(key), said(code=code))) if "^BY" in one[2]]
    assert [(order in orders, told) for _, _, orders, told in made] == [(True, data)]
