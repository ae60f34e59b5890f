"""Text as any database takes it, and text of one line."""

# Joiners and non-joiners, marks of direction, tags: they part or join what stands beside them.
_MARKS = frozenset("\u200c\u200d\u200e\u200f\u061c") | {chr(n) for n in range(0xE0020, 0xE0080)}


def whole_text(text: str) -> str:
    """Without NUL and half surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def one_line(text: str) -> str:
    """Without line breaks and control characters."""
    return "".join(_kept(c) for c in text).strip()


def _kept(character: str) -> str:
    """Blanks are spaces; of what is not printed only what scripts and emoji need stays."""
    if character.isprintable() or character in _MARKS:
        return character
    return " " if character.isspace() else ""
