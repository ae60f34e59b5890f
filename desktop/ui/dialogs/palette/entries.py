"""What the palette shows: entries in groups, made of what was found and of what the window can."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from desktop.domain.search import folded
from desktop.queries.names import Names, Span, spans
from desktop.queries.palette import Answer, DocumentHit, ProductHit, VendorHit
from desktop.ui.actions import key_words
from desktop.ui.context import Go
from desktop.ui.dialogs.palette.deeds import DEEDS, Deed, deed_in
from desktop.ui.offers import Offer
from desktop.ui.text import calendar_day, quantity, tr
from desktop.ui.widgets.thumb import ThumbLook, thumb_of

MOST = 8
LONGEST = 40
KINDS = {  # of documents: word, drawing
    "sale": ("Sale", "receipt-text"),
    "return": ("Return", "undo-2"),
    "purchase": ("Order", "shopping-cart"),
    "receipt": ("Delivery", "arrow-down-to-line"),
    "count": ("Count", "clipboard-check"),
    "transfer": ("Transfer", "arrow-left-right"),
    "adjustment": ("Adjustment", "sliders-horizontal"),
    "production": ("Production", "hammer"),
    "waste": ("Waste", "trash-2"),
}


@dataclass(frozen=True)
class Entry:
    """One line. ``key`` tells it from all others; ``marks`` are the letters that match.

    ``note`` is a fact at the right, ``cap`` a key that does the same. A line without ``run`` is a
    sentence. ``of``: the product whose picture takes the place of ``look``.
    """

    key: str
    group: str
    title: str
    run: Callable[[], object] | None
    icon: str = ""
    look: ThumbLook | None = None
    of: UUID | None = None
    note: str = ""
    cap: str = ""
    marks: tuple[Span, ...] = ()


class Entries:
    """Makes entries; ``go`` opens pages."""

    def __init__(self, go: Go) -> None:
        self._go = go

    def of_answer(self, answer: Answer, offers: Sequence[Offer], text: str) -> list[Entry]:
        """Products, what can be done with the first of them, documents and vendors, commands.

        Commands that are spelt as typed come before products that only nearly are, and a deed that
        is typed before its products.
        """
        products = [self.product(hit) for hit in answer.products]
        deed, _ = deed_in(text) if answer.is_rest else (None, "")
        if deed is not None:
            return [*(self.deed(deed, hit) for hit in answer.products), *products]
        deeds = [self.deed(each, answer.products[0]) for each in DEEDS if answer.products]
        papers = [self._document(hit) for hit in answer.documents]
        vendors = [self._vendor(hit) for hit in answer.vendors]
        commands = self.commands(offers, text)
        exact = [each for each in commands if is_held(text, each.title)]
        if answer.is_near and exact:
            return [*exact, *products, *deeds, *papers, *vendors]
        return [*products, *deeds, *papers, *vendors, *commands]

    def commands(self, offers: Sequence[Offer], text: str) -> list[Entry]:
        """The commands that answer a text, group by group in the order of the best; all for ""."""
        sought = text.removeprefix(">").strip()
        if not sought:
            return grouped(self.command(offer) for offer in offers)
        ordered = sorted(offers, key=lambda offer: folded(offer.command.text))
        titles = [folded(offer.command.text) for offer in ordered]
        hits = Names((title, len(title)) for title in titles).find(sought, MOST)
        return grouped(self.command(ordered[hit.number], hit.pieces) for hit in hits)

    def command(self, offer: Offer, pieces: Iterable[str] = ()) -> Entry:
        """A command of the window or of a page."""
        command = offer.command
        return Entry(
            offer.key,
            offer.group,
            command.text,
            command.run,
            command.icon or "corner-down-left",
            note=offer.note,
            cap=key_words(command.key) if command.key else "",
            marks=spans(command.text, pieces),
        )

    def product(self, hit: ProductHit) -> Entry:
        """A product: opens it on its page."""
        found = hit.found
        return Entry(
            f"product: {found.product}",
            tr("Products"),
            found.name,
            lambda: self._go("products", product=found.product),
            look=thumb_of(found.name, found.category or ""),
            of=found.product,
            note=tr("{n} on hand", n=quantity(found.on_hand, found.decimals)),
            marks=hit.marks,
        )

    def deed(self, deed: Deed, hit: ProductHit) -> Entry:
        """Something to do with a product; the marks of its name move along."""
        found = hit.found
        before, _, after = tr(deed.words).partition("{name}")
        marks = tuple((start + len(before), end + len(before)) for start, end in hit.marks)
        return Entry(
            f"{deed.key}: {found.product}",
            tr("Do"),
            f"{before}{found.name}{after}",
            lambda: deed.run(self._go, found),
            deed.icon,
            note=tr(deed.page),
            marks=marks,
        )

    def _document(self, hit: DocumentHit) -> Entry:
        """A document: opens it on its page."""
        word, icon = KINDS[hit.kind]
        return Entry(
            f"document: {hit.document}",
            tr("Documents and vendors"),
            hit.number,
            lambda: self._go("documents", document=hit.document),
            icon,
            note=f"{tr(word)}  {calendar_day(hit.day, 'd MMM yyyy')}",
            marks=hit.marks,
        )

    def _vendor(self, hit: VendorHit) -> Entry:
        """A vendor: opens it on its page."""
        return Entry(
            f"vendor: {hit.vendor}",
            tr("Documents and vendors"),
            hit.name,
            lambda: self._go("vendors", vendor=hit.vendor),
            "truck",
            note=tr("Vendors"),
            marks=hit.marks,
        )


def nothing_called(text: str) -> Entry:
    """The line that says so; it cannot be chosen."""
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    words = tr("No product, document, vendor or command is called “{text}”.", text=short)
    return Entry("", tr("Nothing found"), words, None, "search")


def grouped(entries: Iterable[Entry]) -> list[Entry]:
    """The same, each group together where its first entry stands."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    return [entry for group in groups.values() for entry in group]


def recently(entry: Entry) -> Entry:
    """The same under the heading of what was picked before."""
    return replace(entry, group=tr("Recent"), marks=())


def is_held(text: str, title: str) -> bool:
    """Whether a title holds each word of a text as it is spelt."""
    return all(word in folded(title) for word in folded(text).split())
