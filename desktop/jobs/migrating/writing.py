"""A new revision's file, from the template: for those who change the program."""

import os
import re
from datetime import date
from pathlib import Path

from desktop import __version__
from desktop.db import version
from desktop.domain.errors import UserError

_WORDS = 60
TEMPLATE = "revision.py.txt"


def create_migration(message: str, today: date, folder: Path | None = None) -> Path:
    """Writes ``NNNN_words.py`` into the migrations; UserError where that cannot be.

    ``folder``: another one than the program's own.
    """
    folder = folder or version.migrations_dir()
    words = " ".join(message.split()).rstrip(".")
    slug = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:_WORDS].rstrip("_")
    if len(words) < 8 or not slug:
        raise UserError(
            "A migration needs a message that says what it does.",
            'Write it in quotes: db create-migration "Lots with a place of their own".',
            code="usage",
        )
    place = folder / "versions"
    if not os.access(place, os.W_OK):
        raise UserError(
            f"{place} cannot be written: this Onhand was installed, not checked out.",
            "Migrations are written in a checkout of the source.",
            code="not_writable",
        )
    last = max((path.name[:4] for path in place.glob("[0-9]*.py")), default="0000")
    number = f"{int(last) + 1:04d}"
    text = _filled(folder, number, last if last != "0000" else "", words, today)
    path = place / f"{number}_{slug}.py"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: {error.strerror}.", "Nothing was made.", code="not_writable"
        ) from None
    return path


def _filled(folder: Path, number: str, after: str, words: str, today: date) -> str:
    """The template with its four places filled in; nothing of the message is run."""
    told = words.replace("\\", " ").replace('"', "'")
    text = (folder / TEMPLATE).read_text("utf-8")
    for place, value in (
        ("MESSAGE", f"{told[:1].upper()}{told[1:]}."),
        ("REVISION", number),
        ("AFTER", after or "nothing"),
        ("DOWN", repr(after or None).replace("'", '"')),
        ("TODAY", today.isoformat()),
        ("PROGRAM", __version__),
    ):
        text = text.replace(f"${{{place}}}", value)
    return text
