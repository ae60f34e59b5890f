"""Label templates: the paper they are for, and what stands where on a label. Lengths are mm."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from desktop.domain.errors import UserError

SETTING = "labels.templates"
USES = ("price", "shelf", "product", "lot")
KINDS = ("text", "barcode", "picture", "line", "box")
ALIGNS = ("left", "center", "right")
TURNS = (0, 90, 180, 270)
CODES = ("auto", "ean13", "ean8", "upca", "code128", "qr", "gs1_128", "gs1_datamatrix")
STEP = 0.5  # mm that an arrow key moves by
LONGEST, MOST = 60, 60  # letters of a template's name; elements on a label
SMALLEST, LARGEST = 5.0, 1_000.0  # mm of a label's or a page's side
POINT = 25.4 / 72
FINE = 0.01


@dataclass(frozen=True, slots=True)
class Element:
    """One thing on a label. ``text`` holds {fields}; ``code`` is a barcode's kind.

    ``size``: of the letters, in points. ``line``: how thick a line or a box's frame is.
    """

    kind: str
    x: float
    y: float
    w: float
    h: float
    text: str = ""
    size: float = 9.0
    bold: bool = False
    align: str = "left"
    turn: int = 0
    code: str = "auto"
    line: float = 0.3

    def moved(self, dx: float, dy: float) -> "Element":
        """The same elsewhere."""
        return replace(self, x=round(self.x + dx, 2), y=round(self.y + dy, 2))


@dataclass(frozen=True, slots=True)
class Paper:
    """One label's size, and where labels lie on a page. A roll is pages of one label each."""

    width: float
    height: float
    page_width: float = 0.0
    page_height: float = 0.0
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    top: float = 0.0
    gap_x: float = 0.0
    gap_y: float = 0.0

    @property
    def is_sheet(self) -> bool:
        return self.page_width > 0

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of what the printer takes at once."""
        return (self.page_width, self.page_height) if self.is_sheet else (self.width, self.height)

    @property
    def per_page(self) -> int:
        return self.columns * self.rows if self.is_sheet else 1

    def place(self, number: int) -> tuple[int, float, float]:
        """Page (from 0) and upper left corner of a label, the first of them 0."""
        page, at = divmod(number, self.per_page)
        row, column = divmod(at, self.columns if self.is_sheet else 1)
        x = self.left + column * (self.width + self.gap_x)
        y = self.top + row * (self.height + self.gap_y)
        return (page, x, y) if self.is_sheet else (page, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Template:
    """A label as it is designed. ``key`` names it for programs; the shop's own have any other."""

    key: str
    name: str
    use: str
    paper: Paper
    elements: tuple[Element, ...] = field(default=())
    is_builtin: bool = False

    def has(self, kind: str) -> bool:
        """Whether an element of this kind is on it."""
        return any(one.kind == kind for one in self.elements)

    @property
    def has_custom(self) -> bool:
        """Whether fields of the shop's own are on it."""
        return any("{field:" in one.text for one in self.elements)

    def to_json(self) -> dict[str, Any]:
        """As the setting and files keep it."""
        told = asdict(self)
        told.pop("is_builtin")
        told["elements"] = list(told["elements"])
        return told


def template_from(told: Any, is_builtin: bool = False) -> Template:
    """A template as it was kept or came in a file; UserError in words where it is none."""
    if not isinstance(told, Mapping):
        raise _no_template("It is no label template.")
    try:
        paper = Paper(**_known(Paper, told["paper"]))
        elements = tuple(Element(**_known(Element, one)) for one in told["elements"])
        found = Template(str(told["key"]), str(told["name"]), str(told["use"]), paper, elements)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _no_template("It is no label template, or parts of it are missing.") from None
    check(found)
    return replace(found, is_builtin=is_builtin)


def _known(kind: type, told: Mapping[str, Any]) -> dict[str, Any]:
    """Its fields in their types; what a newer program wrote beside them is left out."""
    types = {one.name: one.type for one in fields(kind)}
    return {name: _as(types[name], value) for name, value in told.items() if name in types}


def _as(kind: Any, value: Any) -> Any:
    if kind in (float, int):
        if isinstance(value, bool):
            raise TypeError(value)
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError(value)
    return value


def _no_template(why: str, field: str = "template") -> UserError:
    return UserError(why, "Nothing was changed.", field=field, code="bad_template")


def check(template: Template) -> None:
    """UserError where it cannot be printed at all: sizes, words, too many elements."""
    name = template.name.strip()
    if not 0 < len(name) <= LONGEST or not name.isprintable():
        raise _no_template(f"A template's name has 1 to {LONGEST} letters.", "name")
    if template.use not in USES:
        raise _no_template("A template is for prices, shelves, products or lots.", "use")
    if len(template.elements) > MOST:
        raise _no_template(f"A label holds at most {MOST} elements.", "elements")
    _check_paper(template.paper)
    for element in template.elements:
        _check_element(element)


def _check_paper(paper: Paper) -> None:
    sides = (paper.width, paper.height, *(paper.page if paper.is_sheet else ()))
    if not all(SMALLEST <= side <= LARGEST for side in sides):
        raise _no_template(f"A label and its page are {SMALLEST:g} to {LARGEST:g} mm wide.", "size")
    if min(paper.columns, paper.rows) < 1 or paper.per_page > 1_000:
        raise _no_template("A page holds 1 to 1000 labels.", "columns")
    room = (paper.left, paper.top, paper.gap_x, paper.gap_y)
    if min(room) < 0 or not all(value < LARGEST for value in room):
        raise _no_template("Margins and gaps are 0 mm or more.", "margins")
    if paper.is_sheet and _over(paper):
        raise _no_template("The labels do not fit on the page.", "columns")


def _over(paper: Paper) -> bool:
    _, x, y = paper.place(paper.per_page - 1)
    page = paper.page
    return x + paper.width > page[0] + FINE or y + paper.height > page[1] + FINE


def _check_element(one: Element) -> None:
    if one.kind not in KINDS or one.align not in ALIGNS or one.turn not in TURNS:
        raise _no_template("An element is of a kind that is not known.", "elements")
    if one.code not in CODES:
        raise _no_template("A barcode is of a kind that is not known.", "elements")
    numbers = (one.x, one.y, one.w, one.h, one.size, one.line)
    if not all(abs(value) <= LARGEST for value in numbers):  # neither nan
        raise _no_template("An element lies too far off, or is too large.", "elements")
    if min(one.w, one.h, one.line) < 0 or not 2 <= one.size <= 400:
        raise _no_template("An element has no size.", "elements")
    if len(one.text) > 2_000:
        raise _no_template("A text has at most 2000 letters.", "elements")
