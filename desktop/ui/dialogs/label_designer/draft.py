"""A template while it is designed: what is chosen of it, and every step to take back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop.domain.label import Element, Paper, Template

LEAST = 0.5  # mm that an element keeps of its width and height
KEPT = 200
# What "Add" makes: kind of element, text, width, height, size, bold.
NEW: dict[str, tuple[str, str, float, float, float, bool]] = {
    "text": ("text", "{name}", 53.0, 5.0, 9.0, False),
    "price": ("text", "{price}", 25.0, 9.0, 20.0, True),
    "barcode": ("barcode", "{barcode}", 34.0, 12.0, 9.0, False),
    "picture": ("picture", "", 15.0, 15.0, 9.0, False),
    "line": ("line", "", 30.0, 0.5, 9.0, False),
    "box": ("box", "", 20.0, 10.0, 9.0, False),
}


class Draft:
    """``changed`` is called after each step; ``chosen`` is the number of an element, or −1."""

    def __init__(
        self, template: Template, changed: Callable[[], object], saved: Template | None = None
    ) -> None:
        self.template, self.chosen = template, -1
        self._changed = changed
        self._before: list[Template] = []
        self._after: list[Template] = []
        self._saved = saved or template
        self._gesture = ""

    @property
    def element(self) -> Element | None:
        """What is chosen."""
        elements = self.template.elements
        return elements[self.chosen] if 0 <= self.chosen < len(elements) else None

    @property
    def is_changed(self) -> bool:
        """Since it was opened or saved."""
        return self.template != self._saved

    def saved(self, sent: Template, kept: Template) -> None:
        """It is kept as it was sent; what was done to it since is not, and stays."""
        if self.template == sent:
            self.template = kept
        else:
            self.template = replace(self.template, key=kept.key, is_builtin=False)
        for steps in (self._before, self._after):  # taken back, it is the same template
            steps[:] = [replace(one, key=kept.key, is_builtin=False) for one in steps]
        self._saved = kept
        self._changed()

    def choose(self, number: int) -> None:
        """Another element; −1 is none."""
        if number != self.chosen:
            self.chosen, self._gesture = number, ""
            self._changed()

    def set(self, gesture: str = "", **values: Any) -> None:
        """Properties of what is chosen; steps of one ``gesture`` are taken back as one."""
        element = self.element
        if element is not None:
            self._put(replace(element, **values), gesture)

    def move(self, dx: float, dy: float, gesture: str = "") -> None:
        """By so many mm."""
        element = self.element
        if element is not None:
            self._put(element.moved(dx, dy), gesture)

    def stretch(self, dw: float, dh: float, gesture: str = "") -> None:
        """Wider and higher by so many mm."""
        element = self.element
        if element is not None:
            width = round(max(LEAST, element.w + dw), 2)
            self._put(replace(element, w=width, h=round(max(LEAST, element.h + dh), 2)), gesture)

    def describe(self, **values: Any) -> None:
        """Name and use of the template."""
        self._step(replace(self.template, **values), f"about {sorted(values)}")

    def resize(self, paper: Paper) -> None:
        """Another paper."""
        self._step(replace(self.template, paper=paper), "paper")

    def add(self, what: str) -> None:
        """A new element, below those that are there where it has room, chosen."""
        kind, text, width, height, size, bold = NEW[what]
        paper = self.template.paper
        width, height = min(width, paper.width - 4), min(height, paper.height - 4)
        below = max((one.y + one.h + 0.5 for one in self.template.elements), default=2.0)
        y = round(below, 2) if below + height <= paper.height else 2
        self._insert(Element(kind, 2, y, width, height, text, size, bold))

    def duplicate(self) -> None:
        """What is chosen once more, a little aside."""
        if self.element is not None:
            self._insert(self.element.moved(2, 2))

    def remove(self) -> None:
        """What is chosen goes."""
        if self.element is not None:
            kept = list(self.template.elements)
            del kept[self.chosen]
            self.chosen = min(self.chosen, len(kept) - 1)
            self._step(replace(self.template, elements=tuple(kept)))

    def undo(self) -> None:
        """One step back."""
        self._go(self._before, self._after)

    def redo(self) -> None:
        """And again."""
        self._go(self._after, self._before)

    def _go(self, out: list[Template], into: list[Template]) -> None:
        if out:
            into.append(self.template)
            self.template = out.pop()
            self.chosen = min(self.chosen, len(self.template.elements) - 1)
            self._gesture = ""
            self._changed()

    def _insert(self, element: Element) -> None:
        self.chosen = len(self.template.elements)
        self._step(replace(self.template, elements=(*self.template.elements, element)))

    def _put(self, element: Element, gesture: str) -> None:
        elements = list(self.template.elements)
        elements[self.chosen] = element
        self._step(replace(self.template, elements=tuple(elements)), gesture)

    def _step(self, template: Template, gesture: str = "") -> None:
        if template == self.template:
            return
        if not gesture or gesture != self._gesture:
            self._before = [*self._before, self.template][-KEPT:]
        self._gesture = gesture
        self._after.clear()
        self.template = template
        self._changed()
