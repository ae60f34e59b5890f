"""Codes: cleaning, the key they are compared by, their names, and typed lines."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.barcode import (
    GTIN_LENGTHS,
    LONGEST,
    Entry,
    barcode_key,
    check_digit,
    clean,
    describe,
    has_check_digit,
    parse_entry,
    shown,
    unclear_quantity,
)

DECODED = Path(__file__).parents[2].parent / "shared" / "data" / "files" / "barcodes"
DIGITS = st.text("0123456789", max_size=20)
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=600)
LIKE_CODES = st.text("]CEd012 *\x1d\t\r\nä,.", max_size=30)


def gtins(length: int) -> st.SearchStrategy[str]:
    body = st.text("0123456789", min_size=length - 1, max_size=length - 1)
    return body.map(lambda digits: digits + check_digit(digits))


ANY_GTIN = st.sampled_from(GTIN_LENGTHS).flatmap(gtins)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("4006381333931", "4006381333931"),
        ("  4006381333931\r\n", "4006381333931"),
        ("\x02ABC\x03", "ABC"),
        ("AB\x00C\x7f\x85", "ABC"),
        ("A\tB", "AB"),
        ("]E04006381333931", "4006381333931"),
        ("]C10104006381333931", "0104006381333931"),
        ("]d20104006381333931\x1d10A", "0104006381333931\x1d10A"),
        ("\x1d0104006381333931\x1d10A\x1d", "0104006381333931\x1d10A"),
        ("\x02]C1ABC", "ABC"),
        ("]C", "]C"),
        ("]äE0", "]äE0"),
        ("A]E0B", "A]E0B"),
        ("]E0", ""),
        ("", ""),
        ("000123", "000123"),
        ("קוד 12", "קוד 12"),
        ("☕\N{ZERO WIDTH JOINER}x", "☕\N{ZERO WIDTH JOINER}x"),
        ("A\ud800B", "A\ufffdB"),
        ("'; DROP TABLE product; --", "'; DROP TABLE product; --"),
        ("=cmd()", "=cmd()"),
    ],
)
def test_a_code_is_freed_of_what_is_not_its_content(raw: str, kept: str) -> None:
    assert clean(raw) == kept


def test_a_line_of_ten_kilobytes_is_cut_at_512_characters() -> None:
    assert clean("x" * 10_000) == "x" * LONGEST


@given(ANY_TEXT | LIKE_CODES)
def test_cleaning_and_keys_never_raise_and_are_idempotent(text: str) -> None:
    cleaned, key = clean(text), barcode_key(text)
    assert clean(cleaned) == cleaned
    assert barcode_key(key) == barcode_key(cleaned) == key
    assert len(cleaned) <= LONGEST
    cleaned.encode()
    assert not any(ord(c) < 32 and c != "\x1d" for c in cleaned)


@given(ANY_TEXT | LIKE_CODES | ANY_GTIN | DIGITS)
def test_every_code_can_be_described_and_shown_without_losing_its_key(text: str) -> None:
    key = barcode_key(text)
    assert barcode_key(shown(key)) == key
    assert describe(text).key == key
    assert describe(key) == describe(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("4006381333931", "04006381333931"),
        ("036602301467", "00036602301467"),
        ("0036602301467", "00036602301467"),
        ("12345670", "00000012345670"),
        ("10614141000415", "10614141000415"),
        ("4006381333930", "4006381333930"),
        ("0123", "0123"),
        ("01234567890", "01234567890"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "٤٠٠٦٣٨١٣٣٣٩٣١"),
        ("abc", "abc"),
    ],
)
def test_only_a_gtin_with_the_right_check_digit_becomes_a_gtin_14(text: str, key: str) -> None:
    assert barcode_key(text) == key


@given(gtins(12))
def test_a_upc_a_and_the_ean_13_with_a_leading_zero_are_one_code(upc: str) -> None:
    assert barcode_key(upc) == barcode_key("0" + upc) == "00" + upc


@given(ANY_GTIN)
def test_one_changed_digit_is_noticed(gtin: str) -> None:
    assert has_check_digit(gtin)
    wrong = gtin[:-1] + str((int(gtin[-1]) + 1) % 10)
    assert not has_check_digit(wrong)
    assert barcode_key(wrong) == wrong


@given(ANY_TEXT | DIGITS.filter(lambda digits: len(digits) not in GTIN_LENGTHS))
def test_what_is_no_gtin_stays_as_it_is(text: str) -> None:
    if len(clean(text)) not in GTIN_LENGTHS:
        assert barcode_key(text) == clean(text)


@pytest.mark.parametrize(
    ("digits", "check"),
    [("400638133393", "1"), ("03660230146", "7"), ("1234567", "0"), ("1061414100041", "5")],
)
def test_check_digits_of_printed_codes_come_out(digits: str, check: str) -> None:
    assert check_digit(digits) == check


@pytest.mark.parametrize("text", ["", "12a", "²", "٤"])
def test_a_check_digit_of_anything_but_digits_is_a_fault(text: str) -> None:
    with pytest.raises(ValueError, match="only digits"):
        check_digit(text)


@pytest.mark.parametrize(
    ("code", "kind", "text", "sentence"),
    [
        ("5901234123457", "EAN-13", "5901234 123457", "EAN-13, check digit is right."),
        ("5901234123458", "EAN-13", "5901234 123458", "EAN-13, check digit is wrong."),
        ("0036602301467", "UPC-A", "0 36602 30146 7", "UPC-A, check digit is right."),
        ("12345670", "EAN-8", "1234 5670", "EAN-8, check digit is right."),
        ("10614141000415", "GTIN-14", "1 0614141 000415", "GTIN-14, check digit is right."),
        ("COF-1001", "Code", "COF-1001", "Code."),
        ("0104006381333931\x1d10A", "Code", "0104006381333931␝10A", "Code."),
    ],
)
def test_a_code_is_named_and_grouped(code: str, kind: str, text: str, sentence: str) -> None:
    symbol = describe(code)
    assert (symbol.kind, symbol.text, symbol.sentence) == (kind, text, sentence)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("04006381333931", "4006381333931"),
        ("00036602301467", "036602301467"),
        ("00000012345670", "12345670"),
        ("10614141000415", "10614141000415"),
        ("00000012345671", "00000012345671"),
        ("COF-1001", "COF-1001"),
    ],
)
def test_a_key_is_shown_in_its_shortest_natural_spelling(key: str, text: str) -> None:
    assert shown(key) == text


@pytest.mark.parametrize(
    ("line", "quantity", "code"),
    [
        ("CODE", None, "CODE"),
        ("5*CODE", "5", "CODE"),
        (" 5 * CODE \r\n", "5", "CODE"),
        ("0.333*CODE", "0.333", "CODE"),
        ("1,5*CODE", "1.5", "CODE"),
        (",5*CODE", "0.5", "CODE"),
        ("-5*CODE", "-5", "CODE"),
        ("3.0005*CODE", "3.0005", "CODE"),
        ("5*", "5", ""),
        ("5*]E04006381333931", "5", "4006381333931"),
        ("\x025*CODE\x03", "5", "CODE"),
        ("5*A*B", "5", "A*B"),
        ("*CODE39*", None, "*CODE39*"),
        ("A*5", None, "A*5"),
        ("NaN*CODE", None, "NaN*CODE"),
        ("1e5*CODE", None, "1e5*CODE"),
        ("5.*CODE", None, "5.*CODE"),
        ("1.5.2*CODE", None, "1.5.2*CODE"),
        ("٥*CODE", None, "٥*CODE"),
        ("5", None, "5"),
        ("0,333*CODE", "0.333", "CODE"),
        ("1,000*CODE", None, "1,000*CODE"),
        ("12,500 *", None, "12,500 *"),
        ("", None, ""),
    ],
)
def test_a_quantity_stands_before_the_star(line: str, quantity: str | None, code: str) -> None:
    assert parse_entry(line) == Entry(Decimal(quantity) if quantity else None, code)


@pytest.mark.parametrize("line", ["1,000*CODE", "12,500 *", "-1,234*A*B"])
def test_a_quantity_that_may_be_thousands_is_no_quantity_and_says_why(line: str) -> None:
    problem = unclear_quantity(parse_entry(line).code)
    assert problem is not None
    assert (problem.code, problem.field) == ("ambiguous", "quantity")


@pytest.mark.parametrize("line", ["CODE", "5*CODE", "1,5*CODE", "1,000", "A1,000*"])
def test_other_lines_are_clear(line: str) -> None:
    assert unclear_quantity(line) is None


@given(ANY_TEXT | LIKE_CODES)
def test_no_line_raises_and_its_code_is_clean(line: str) -> None:
    entry = parse_entry(line)
    assert entry.code == clean(entry.code)
    assert entry.quantity is None or entry.quantity.is_finite()


def decoded(*kinds: str) -> list[Path]:
    """The decoded texts; the .result.txt files beside them hold attributes, not codes."""
    found = (path for kind in kinds for path in sorted(DECODED.glob(f"{kind}-*/*.txt")))
    return [path for path in found if not path.name.endswith(".result.txt")]


needs_decoded = pytest.mark.skipif(not DECODED.is_dir(), reason="the decoded codes are not here")


@needs_decoded
@pytest.mark.parametrize(("kind", "at_least"), [("ean13", 20), ("ean8", 9), ("upca", 10)])
def test_every_decoded_gtin_of_the_pictures_has_a_gtin_14_key(kind: str, at_least: int) -> None:
    codes = [path.read_text(encoding="utf-8") for path in decoded(kind)]
    assert len(codes) >= at_least
    for code in codes:
        key = barcode_key(code)
        assert len(key) == 14
        assert has_check_digit(key)
        assert {barcode_key(code.rjust(n, "0")) for n in (13, 14)} == {key}
        assert barcode_key(shown(key)) == key


@needs_decoded
def test_a_upc_a_decoded_as_ean_13_has_the_key_of_its_twelve_digit_twin() -> None:
    codes = [path.read_text(encoding="utf-8") for path in decoded("upca")]
    assert codes
    for code in codes:
        assert len(code) == 13
        assert code.startswith("0")
        assert barcode_key(code[1:]) == barcode_key(code)
        assert describe(code).kind == "UPC-A"


@needs_decoded
def test_every_decoded_code_128_is_its_own_key() -> None:
    codes = [path.read_text(encoding="utf-8") for path in decoded("code128")]
    assert len(codes) >= 6
    assert [barcode_key(code) for code in codes] == codes
