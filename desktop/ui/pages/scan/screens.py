"""From what happened to what is seen and heard: band, card or message, and the name of a tone."""

from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from desktop.commands.receiving import OfOrder
from desktop.domain.barcode import describe
from desktop.domain.money import line_total
from desktop.domain.shop import ShopInfo
from desktop.ui.pages.scan import events
from desktop.ui.pages.scan.basket import Line
from desktop.ui.pages.scan.labels import label_tags, product_code, stock_tags
from desktop.ui.pages.scan.modes import MODES, Mode
from desktop.ui.text import (
    calendar_day,
    money,
    number,
    plural,
    quantity,
    signed,
    time_of_day,
    tr,
    units,
)
from desktop.ui.widgets.last_scan_card import Tag, Tile
from desktop.ui.widgets.level_bar import Level
from desktop.ui.widgets.thumb import EMPTY, ThumbLook, thumb_of

BETWEEN = "  ·  "
GREY = "mode.lookup"
TONES = {"ok": "primary", "low": "warn", "out": "bad"}


@dataclass(frozen=True)
class Band:
    """What the coloured band says, and what is heard with it ("" for silence)."""

    token: str
    icon: str
    words: str
    fact: str = ""
    sound: str = ""


@dataclass(frozen=True)
class Card:
    """A product, or a code that none has, in large; ``product`` is whose picture is shown."""

    title: str
    line: str
    tags: tuple[Tag, ...] = ()
    look: ThumbLook = EMPTY
    tiles: tuple[Tile, ...] = ()
    level: Level | None = None
    described: str = ""
    product: UUID | None = None


@dataclass(frozen=True)
class Message:
    """Words in place of a product: shape, title, sentence and their tone."""

    icon: str
    title: str
    sentence: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class Screen:
    """One look of the page's large card."""

    band: Band
    content: Card | Message


def ready(mode: Mode, shop: ShopInfo) -> Screen:
    """Before the first scan."""
    sentences = {
        "sell": tr("Scan an item, or type its code or name. It is booked at once."),
        "receive": tr("Scan what came in; type 24* first for twenty-four of one thing."),
        "count": tr("Scan an item, type how many are there, and scan the next one."),
        "lookup": tr("Scan an item to see its price and stock. Nothing is booked."),
    }
    band = Band(mode.token, mode.icon, tr(mode.ready), shop.location_name)
    message = Message("scan-barcode", tr("Scan the first item"), sentences[mode.key])
    return Screen(band, message)


def _of_order(screen: Screen, of_order: OfOrder, decimals: int) -> Screen:
    """Its third figure is of the order; what was not ordered, or is too much, is amber."""
    card = screen.content
    assert isinstance(card, Card)
    ordered, received = of_order.ordered, of_order.received
    figure = f"{quantity(received, decimals)} / {quantity(ordered, decimals)}"
    fact = of_order.number
    left = tr("{n} to come", n=quantity(ordered - received, decimals))
    token, tone = screen.band.token, "primary"
    note = left if received < ordered else tr("complete")
    if not ordered or received > ordered:
        over = tr("{n} too many", n=quantity(received - ordered, decimals))
        note = over if ordered else tr("not ordered")
        token, tone, fact = "warn", "warn", f"{of_order.number}: {note}"
    band = replace(screen.band, token=token, fact=fact)
    tiles = (*card.tiles[:2], Tile(tr("Of this order"), figure, note, tone))
    return Screen(band, replace(card, tiles=tiles))


def scanned(event: events.Scanned, shop: ShopInfo) -> Screen:
    """A committed scan: verb and quantity, and the product."""
    booked = event.booked
    mode = MODES[booked.mode]
    amount = booked.quantity if booked.mode == "count" else abs(booked.quantity)
    words = f"{tr(mode.done)}  {_amount(booked.mode, amount, booked.decimals)}"
    at = time_of_day(booked.at, shop.zone, seconds=True)
    band = Band(mode.token, mode.done_icon, words, at, mode.sound)
    if event.is_again:
        band = Band(mode.token, mode.done_icon, f"{words}   {tr('again?')}", at, "again")
    card = product(booked.mode, event.line, booked.before, shop)
    screen = Screen(band, replace(card, tags=(*card.tags, *label_tags(booked))))
    if booked.of_order is None:
        return screen
    return _of_order(screen, booked.of_order, booked.decimals)


def line_changed(event: events.LineChanged, shop: ShopInfo) -> Screen:
    """A line raised or lowered by hand reads like a scan of the difference."""
    mode, booked = MODES[event.mode], event.booked
    words = f"{tr(mode.done)}  {signed(booked.quantity, event.line.decimals)}"
    at = time_of_day(booked.at, shop.zone, seconds=True)
    band = Band(mode.token, mode.done_icon, words, at, mode.sound)
    screen = Screen(band, product(event.mode, event.line, booked.before, shop))
    if event.of_order is None:
        return screen
    return _of_order(screen, event.of_order, event.line.decimals)


def line_again(mode: Mode, line: Line, shop: ShopInfo) -> Screen:
    """The newest line of the list, when nothing newer is to be said."""
    words = f"{tr(mode.done)}  {_amount(mode.key, line.quantity, line.decimals)}"
    return Screen(Band(mode.token, mode.done_icon, words), product(mode.key, line, None, shop))


def product(mode: str, line: Line, before: Decimal | None, shop: ShopInfo) -> Card:
    """The card of a line; ``before`` is what was on hand before its last booking."""
    here = quantity(line.on_hand, line.decimals)
    facts = []
    if before is not None:
        facts.append(tr("was {before}", before=quantity(before, line.decimals)))
    if line.reorder_point:
        facts.append(tr("reorder at {mark}", mark=quantity(line.reorder_point)))
    was = ", ".join(facts)
    level = _level(line.on_hand, line.in_store, line.reorder_point)
    tone = "bad" if line.on_hand <= 0 else TONES[level.state]
    tiles = (Tile(tr("On hand here"), here, was, tone), *_tiles(mode, line, shop))
    return Card(
        line.name,
        _codes(line.sku, line.code, line.category),
        (tag(line.on_hand, level),),
        thumb_of(line.name, line.category),
        tiles,
        level,
        f"{here}, {was}",
        line.product,
    )


def _level(here: Decimal, in_store: Decimal, mark: Decimal | None) -> Level:
    """The store's stock against its mark; below zero here is wrong whatever the rest has."""
    level = Level.of(in_store, mark or Decimal(0))
    return replace(level, state="out") if here < 0 else level


def tag(here: Decimal, level: Level) -> Tag:
    """The state of the store's stock in a word and a shape, as alerts tell it."""
    if level.state == "ok":
        return Tag(tr("In stock"), "ok", "circle-check")
    if level.state == "low":
        return Tag(tr("Low stock"), "warn", "triangle-alert")
    words = tr("Below zero") if min(here, level.amount) < 0 else tr("Out of stock")
    return Tag(words, "bad", "circle-x")


def _tiles(mode: str, line: Line, shop: ShopInfo) -> tuple[Tile, Tile]:
    amount = quantity(line.quantity, line.decimals)
    cost = money(line.price, shop.decimals)
    total = money(line_total(line.quantity, line.price, shop.decimals), shop.decimals)
    per = tr("per {unit}", unit=tr(line.unit))
    if mode == "receive":
        known = (cost, per) if line.price else ("–", tr("not known"))
        return Tile(tr("Cost"), *known), Tile(tr("In this delivery"), amount, total)
    if mode == "count":
        found = Tile(tr("Found"), amount, units(line.unit, line.quantity))
        return Tile(tr("Price"), cost, per), found
    return Tile(tr("Price"), cost, per), Tile(tr("In this sale"), amount, total)


def _amount(mode: str, amount: Decimal, decimals: int) -> str:
    if mode == "count":
        return quantity(amount, decimals)
    return signed(-amount if mode == "sell" else amount, decimals)


def _codes(sku: str, code: str, category: str) -> str:
    scanned_code = product_code(code)
    parts = [sku, scanned_code if scanned_code != sku else "", category]
    return BETWEEN.join(part for part in parts if part)


def looked_up(event: events.LookedUp, shop: ShopInfo) -> Screen:
    """Price and stock of the thing in the hand; the list beside stays as it is."""
    mode, found = MODES["lookup"], event.product
    here = quantity(found.on_hand, found.decimals)
    price = money(found.price, shop.decimals)
    mark = quantity(found.reorder_point) if found.reorder_point else ""
    note = tr("reorder at {mark}", mark=mark) if mark else ""
    level = _level(found.on_hand, found.total, found.reorder_point)
    tone = "bad" if found.on_hand <= 0 else TONES[level.state]
    everywhere = quantity(found.total, found.decimals)
    places = [Tag(f"{at.name} {quantity(at.on_hand, found.decimals)}") for at in found.levels]
    band = Band(
        mode.token, mode.icon, price, time_of_day(event.at, shop.zone, seconds=True), mode.sound
    )
    return Screen(
        band,
        Card(
            found.name,
            _codes(found.sku, event.code, found.category),
            (
                tag(found.on_hand, level),
                *stock_tags(found),
                *(places if len(places) > 1 else ()),
            ),
            thumb_of(found.name, found.category),
            (
                Tile(tr("On hand here"), here, note, tone),
                Tile(tr("Price"), price, tr("per {unit}", unit=tr(found.unit))),
                Tile(tr("All places"), everywhere, units(found.unit, found.total)),
            ),
            level,
            f"{here}, {note}",
            found.product,
        ),
    )


def unknown(event: events.Unknown) -> Screen:
    """The code in large, with what is known of it; the answers stand below."""
    mode = MODES[event.scan.mode]
    symbol = describe(event.link)
    band = Band("warn", "circle-question-mark", tr("Unknown barcode"), tr(mode.nothing), "unknown")
    line = tr("{what}. No product has it.", what=", ".join(symbol.parts))
    return Screen(band, Card(symbol.text, line, (Tag(tr("New to this store")),)))


def expired(event: events.OutOfDate) -> Screen:
    """Red: what the label says, and both ways on below."""
    mode = MODES[event.scan.mode]
    band = Band("bad", "triangle-alert", tr("Out of date"), tr(mode.nothing), "refused")
    error = event.error
    day = calendar_day(error.day, "d MMM yyyy")
    line = tr("Expired on {day}.", day=day)
    return Screen(band, Card(error.name, line, (), thumb_of(error.name)))


def not_received(name: str) -> Screen:
    """Grey: the clerk left it out when its lot was asked for."""
    band = Band(GREY, "circle-minus", tr(MODES["receive"].nothing))
    hint = tr("Put it aside, or scan it again.")
    return Screen(band, Message("circle-minus", tr("{name} was left out.", name=name), hint))


def several(event: events.Several, left: int = 0) -> Band:
    """A typed name and how many products it may mean; ``left`` of the variants were narrowed to."""
    if event.family:
        found = plural("{n} variant", "{n} variants", len(event.products))
        found = tr("{n} of {variants}", n=number(left), variants=found) if left else found
        fact = f"{event.family}  ·  {found}"
        return Band("warn", "boxes", tr("Which variant?"), fact, "warn")
    found = plural("{n} product", "{n} products", len(event.products))
    return Band(GREY, "search", tr("Which one?"), f"“{event.scan.code}”  ·  {found}")


def refused(event: events.Refused) -> Screen:
    """Red, with the reason and the way out."""
    mode = MODES[event.mode]
    band = Band("bad", "circle-x", tr(mode.nothing), "", "refused")
    return Screen(band, Message("circle-x", event.error.message, event.error.hint, "bad"))


def waiting(event: events.Waiting) -> Screen:
    """Grey and silent: neither booked nor refused yet."""
    waits = plural("{n} waits, in order", "{n} wait, in order", event.waiting)
    band = Band(GREY, "clock", tr("Still waiting"), waits if event.waiting else "")
    hint = tr("Go on scanning: nothing is lost, and what is not booked is said aloud.")
    return Screen(band, Message("clock", tr("The data has not answered yet."), hint))


def held(event: events.Held) -> Screen:
    """Red: the data is out of reach, and what was scanned waits in order."""
    waits = plural("{n} waits, in order", "{n} wait, in order", event.waiting)
    band = Band("bad", "circle-alert", tr("Not booked"), waits, "refused")
    return Screen(band, Message("circle-alert", event.error.message, event.error.hint, "bad"))


def left_out(event: events.LeftOut) -> Screen:
    """What was given up, said once more."""
    mode = MODES[event.mode]
    gone = plural("{n} booking was left out", "{n} bookings were left out", event.count)
    hint = tr("If the connection broke while booking, look for the first in Movements.")
    return Screen(Band(GREY, "circle-minus", tr(mode.nothing)), Message("circle-minus", gone, hint))


def taken_back(event: events.TakenBack) -> Screen:
    """Grey for an undo; a redo has its mode's colour."""
    mode, rows = MODES[event.mode], event.undone.rows
    moved = sum((row.quantity for row in rows if row.quantity is not None), Decimal(0))
    amount = f"  {signed(moved)}" if moved else ""
    returned = event.undone.returned
    fact = tr("Return {number}", number=returned) if returned else tr(mode.done)
    band = Band(GREY, "undo-2", f"{tr('Undone')}{amount}", fact, "undone")
    if event.is_redo:
        words = f"{tr(mode.done)} {tr('again')}{amount}"
        band = Band(mode.token, mode.done_icon, words, "", mode.sound)
    if not rows:
        return Screen(band, Message("undo-2", tr("Undone")))
    row = rows[0]
    others = len({r.product for r in rows}) - 1
    more = plural("and {n} more product", "and {n} more products", others) if others else ""
    was = tr("was {before}", before=quantity(row.before))
    tile = Tile(tr("On hand here"), quantity(row.on_hand), was)
    line = BETWEEN.join(part for part in (row.sku, more) if part)
    look = thumb_of(row.name)
    return Screen(band, Card(row.name, line, (), look, (tile,), product=row.product))


def document_done(event: events.DocumentDone, shop: ShopInfo) -> Screen:
    """The sum in large, with the number to find it by."""
    mode = MODES[event.mode]
    what = plural("{n} line", "{n} lines", event.lines)
    title = what
    if event.mode == "sell":
        title = f"{money(event.total, shop.decimals)} {shop.currency}"
    band = Band(mode.token, "circle-check", tr(mode.completed), event.completed.number)
    sentence = tr("{what}. Scan the first item of the next one.", what=what)
    return Screen(band, Message("circle-check", title, sentence, "ok"))
