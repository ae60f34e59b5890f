"""What is wrong with a label as it is designed, in words: for the one who designs it."""

from collections.abc import Iterator

from desktop.domain.label import FINE, POINT, Element, Paper, Template
from desktop.domain.label_fields import CUSTOM, FIELDS, names_in

WHOLE = -1  # a fault of the paper
TOUCHING = 0.3  # mm that boxes may share: their ink does not


def faults(template: Template) -> Iterator[tuple[int, str]]:
    """The number of an element, or WHOLE, and the sentence."""
    paper = template.paper
    yield from ((WHOLE, sentence) for sentence in _beyond(paper))
    for number, one in enumerate(template.elements):
        over = max(-one.x, -one.y, one.x + one.w - paper.width, one.y + one.h - paper.height)
        if over > FINE:
            yield number, f"It lies {over:.1f} mm outside the label."
        for name in names_in(one.text):
            if name not in FIELDS and not name.startswith(CUSTOM):
                yield number, f"There is no field {{{name}}}."
        height = one.w if one.turn % 180 else one.h
        if one.kind == "text" and one.size * POINT > height + FINE:
            yield number, f"Letters of {one.size:g} pt need {one.size * POINT:.1f} mm of height."
        if one.kind == "barcode" and any(_covers(other, one) for other in template.elements):
            yield number, "Something else lies on this code: it will not be read."


def _beyond(paper: Paper) -> Iterator[str]:
    """Labels that do not get on their page."""
    if not paper.is_sheet:
        return
    across = paper.left + paper.columns * (paper.width + paper.gap_x) - paper.gap_x
    down = paper.top + paper.rows * (paper.height + paper.gap_y) - paper.gap_y
    if across > paper.page_width + FINE:
        yield f"The columns need {across:.1f} mm, and the page has {paper.page_width:.1f}."
    if down > paper.page_height + FINE:
        yield f"The rows need {down:.1f} mm, and the page has {paper.page_height:.1f}."


def _covers(other: Element, code: Element) -> bool:
    """Whether another's ink may lie on a code; a frame around it does not."""
    if other is code:
        return False
    across = min(other.x + other.w, code.x + code.w) - max(other.x, code.x)
    down = min(other.y + other.h, code.y + code.h) - max(other.y, code.y)
    if min(across, down) <= TOUCHING:
        return False
    is_around = across >= code.w - FINE and down >= code.h - FINE
    return not (other.kind == "box" and is_around)
