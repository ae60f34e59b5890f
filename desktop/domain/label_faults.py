"""What is wrong with a label as it is designed, in words: for the one who designs it."""

from collections.abc import Iterator

from desktop.domain.label import FINE, POINT, Template
from desktop.domain.label_fields import CUSTOM, FIELDS, names_in


def faults(template: Template) -> Iterator[tuple[int, str]]:
    """The number of an element and the sentence."""
    paper = template.paper
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
