"""Which letters a text file is written in, found out in bounded memory; no guesser is asked.

The ladder: a mark at its start, strict UTF-8 to the end, UTF-16 by its zeros, else an 8-bit
encoding that a person may choose by how it reads.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.errors import UserError

PART = 1 << 20
LONGEST_LINE = 8 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding."""
    for encoding in guesses(content):
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise not_text()


def encoding_of(path: Path, chosen: str = "") -> str:
    """The first encoding that reads the file to its end; its lines are looked at on the way."""
    with path.open("rb") as file:
        start = file.read(PART)
    for encoding in [chosen] if chosen else guesses(start):
        if _reads(path, encoding):
            return encoding
    raise _other_letters(chosen) if chosen else not_text()


def guesses(start: bytes) -> Iterator[str]:
    """The ladder for a file that starts so."""
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            yield encoding
            return
    if b"\0" in start:
        # Latin letters in UTF-16 have a zero beside them: after each little end, before each big.
        start = start[:4096]
        yield "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"
        return
    yield "utf-8"
    yield "cp1252"
    yield "latin-1"


def not_text() -> UserError:
    """No encoding reads it."""
    return UserError(
        "The file is no text in an encoding that is known here.",
        "Save it as CSV in UTF-8.",
        field="file",
        code="not_text",
    )


def _other_letters(encoding: str) -> UserError:
    return UserError(
        f"The file is not written in {encoding}.",
        "Choose another encoding, or none, so that it is found out. Nothing was imported.",
        field="file",
        code="wrong_encoding",
    )


def _reads(path: Path, encoding: str) -> bool:
    """A line that never ends is refused before anybody holds it whole."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise UserError(f"“{encoding}” is no encoding.", field="file", code="usage") from None
    running = 0
    with path.open("rb") as file:
        while part := file.read(PART):
            try:
                decoder.decode(part)
            except UnicodeDecodeError:
                return False
            ended = max(part.rfind(b"\n"), part.rfind(b"\r"))
            running = running + len(part) if ended < 0 else len(part) - ended
            if running > LONGEST_LINE:
                raise _endless(path)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _endless(path: Path) -> UserError:
    return UserError(
        f"A line of {path.name} is longer than {LONGEST_LINE >> 20} MB: it is no table.",
        "Nothing was imported.",
        field="file",
        code="too_long",
    )
