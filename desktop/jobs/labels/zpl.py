"""Labels in the printers' own language, ZPL II: text, no picture of it, so that it prints sharp.

Source: Zebra Technologies, ZPL II Programming Guide. Lengths there are dots.
"""

from collections.abc import Iterator

from desktop.domain.errors import UserError
from desktop.domain.label import POINT, Element, Template
from desktop.domain.label_codes import CodeText
from desktop.domain.label_fields import LabelWords, is_whole
from desktop.domain.label_text import LEADING, fitted
from desktop.jobs.labels.codes import module_width, modules_of

DPIS = (203, 300)
_INCH = 25.4
_BELOW = 3.0  # mm below a line code for its words
_NARROW, _USUAL, _WIDE = 0.30, 0.56, 0.84  # of the letters' height, of the printer's own font
_THIN = frozenset("iljtfI.,:;'|!()[] ")
_BROAD = frozenset("mwMW@%&—…")
_TURNS = {0: "N", 90: "R", 180: "I", 270: "B"}
_ALIGNS = {"left": "L", "center": "C", "right": "R"}
# How ^BC reads what it is given: ">" begins an order, "><" is not one.
_START_B, _START_C, _FNC1, _TO_B = ">:", ">;", ">8", ">6"


def zpl(template: Template, label: LabelWords, dpi: int = 203, copies: int = 1) -> str:
    """One label as it is sent, UTF-8; the printer makes the copies itself."""
    dots = dpi / _INCH
    width, height = round(template.paper.width * dots), round(template.paper.height * dots)
    body = [line for one in template.elements for line in _element(one, label, dots)]
    count = [f"^PQ{copies}"] if copies > 1 else []
    return "\n".join(
        ["^XA", "^CI28", f"^PW{width}", f"^LL{height}", "^LH0,0", *body, *count, "^XZ", ""]
    )


def _element(one: Element, label: LabelWords, dots: float) -> Iterator[str]:
    if one.kind == "text":
        yield from _text(one, label.text(one), dots)
    elif one.kind == "barcode":
        code = label.code(one)
        if code is not None:
            yield from _code(one, code, dots)
    elif one.kind in ("line", "box"):
        yield _frame(one, dots)


def _field(x: float, y: float, dots: float, orders: str, data: str) -> str:
    return f"{_at(x, y, dots)}{orders}^FH^FD{data}^FS"


def _at(x: float, y: float, dots: float) -> str:
    return f"^FO{max(0, round(x * dots))},{max(0, round(y * dots))}"


def escaped(text: str) -> str:
    """What would be an order, or cannot be sent, by its number: ``^`` is ``_5E``."""
    return "".join(f"_{ord(c):02X}" if c in "^~_" or ord(c) < 32 else c for c in text)


def width_of(text: str) -> float:
    """About how wide the printer's font is, in mm at one point; rather more than less."""
    widths = (
        _NARROW if c in _THIN else _WIDE if c in _BROAD or ord(c) > 0x2E7F else _USUAL for c in text
    )
    return sum(widths) * POINT


def _text(one: Element, words: str, dots: float) -> Iterator[str]:
    if not words.strip():
        return
    is_upright = one.turn % 180 == 0
    width, height = (one.w, one.h) if is_upright else (one.h, one.w)
    found = fitted(words, width, height, one.size, width_of, is_whole(one.text))
    tall = round(found.size * POINT * dots)
    line = found.size * POINT * LEADING
    turn, align = _TURNS[one.turn], _ALIGNS[one.align]
    for row, said in enumerate(found.lines):
        x, y = _corner(one, row * line, line)
        block = f"^A0{turn},{tall},{tall}^FB{round(width * dots)},1,0,{align},0"
        yield _field(x, y, dots, block, escaped(said.replace("\\", "\\\\")))
        if one.bold:  # once more, a dot aside: the printer has one weight only
            yield _field(x + 1 / dots, y, dots, block, escaped(said.replace("\\", "\\\\")))


def _corner(one: Element, down: float, tall: float) -> tuple[float, float]:
    """The upper left corner, as the paper lies, of what is so far down in the turned box."""
    return {
        0: (one.x, one.y + down),
        90: (one.x + one.w - down - tall, one.y),
        180: (one.x, one.y + one.h - down - tall),
        270: (one.x + down, one.y),
    }[one.turn]


def _code(one: Element, code: CodeText, dots: float) -> Iterator[str]:
    is_upright = one.turn % 180 == 0
    width, height = (one.w, one.h) if is_upright else (one.h, one.w)
    below = 0.0 if code.is_square else min(_BELOW, height / 4)
    try:
        module = max(1, round(module_width(code, width, height - below, 1 / dots) * dots))
        modules = modules_of(code)
    except UserError:
        return
    taken = modules.width * module / dots
    spare = max(0.0, width - taken - 2 * code.quiet * module / dots)
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[one.align]
    along = code.quiet * module / dots + spare * share
    across = (height - modules.height * module / dots) / 2 if code.is_square else 0.0
    tall = round((height - below) * dots)
    x, y = {
        0: (one.x + along, one.y + across),
        90: (one.x + across + below, one.y + along),
        180: (one.x + one.w - along - taken, one.y + across + below),
        270: (one.x + across, one.y + one.h - along - taken),
    }[one.turn]
    orders, data = _ordered(code, _TURNS[one.turn], module, tall)
    yield _field(x, y, dots, f"^BY{module}{orders}", data)


def _ordered(code: CodeText, turn: str, module: int, tall: int) -> tuple[str, str]:
    """The printer's order for this kind, and the data as that order reads it."""
    content = code.content
    if code.kind == "qr":
        return f"^BQN,2,{min(10, module)}", f"MA,{escaped(content)}"
    if code.kind == "gs1_datamatrix":
        plain = "".join(_elements(content)).replace("_", "__")
        return f"^BX{turn},{module},200,,,,_,1", escaped(f"_1{plain}")
    if code.kind == "gs1_128":
        return f"^BC{turn},{tall},Y,N,N", _gs1(content)
    retail = {
        "ean13": (f"^BE{turn},{tall},Y,N", content[:12]),
        "ean8": (f"^B8{turn},{tall},Y,N", content[:7]),
        "upca": (f"^BU{turn},{tall},Y,N,Y", content[:11]),
    }
    if code.kind in retail:
        return retail[code.kind]
    return f"^BC{turn},{tall},Y,N,N", _START_B + escaped(content.replace(">", ">0"))


def _elements(content: str) -> list[str]:
    """``(01)…(10)…`` without brackets; only the last has no fixed length."""
    return [part.replace(")", "", 1) for part in content.split("(") if part]


def _gs1(content: str) -> str:
    """Digits by pairs, and letters from where the lot begins."""
    *fixed, last = _elements(content)
    if last[:2] == "10":
        return f"{_START_C}{_FNC1}{''.join(fixed)}{_TO_B}{escaped(last.replace('>', '>0'))}"
    return f"{_START_C}{_FNC1}{''.join([*fixed, last])}"


def _frame(one: Element, dots: float) -> str:
    width, height = max(1, round(one.w * dots)), max(1, round(one.h * dots))
    line = max(1, round(one.line * dots))
    if one.kind == "line":
        is_flat = width >= height
        y = one.y + (one.h - one.line) / 2 if is_flat else one.y
        x = one.x if is_flat else one.x + (one.w - one.line) / 2
        sides = f"{width},{line}" if is_flat else f"{line},{height}"
        return f"{_at(x, y, dots)}^GB{sides},{line}^FS"
    return f"{_at(one.x, one.y, dots)}^GB{width},{height},{line}^FS"
