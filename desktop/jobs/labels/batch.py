"""The labels of one order: which template, what each says, and how many of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.shelf_labels import PrintedLabel
from desktop.domain.errors import UserError
from desktop.domain.label import Template
from desktop.domain.label_fields import LabelWords, label_words
from desktop.domain.local_words import LocalWords
from desktop.jobs.labels.templates import builtin, of_plugins
from desktop.queries.label_facts import LabelGoods, Wanted, label_goods, local_words, of_lots
from desktop.queries.label_templates import own_templates
from desktop.queries.shelf_labels import labels_due

AT_SHELF = ("price", "shelf")  # uses whose labels are watched: they tell the price


@dataclass(frozen=True)
class Batch:
    """``goods`` in the order in which they are printed."""

    goods: tuple[LabelGoods, ...]
    local: LocalWords
    today: date

    @cached_property
    def labels(self) -> list[LabelWords]:
        """One for each label, copies and all."""
        return [
            words
            for one in self.goods
            for words in [label_words(one.facts, self.local, self.today)] * one.copies
        ]

    def printed(self, template: Template, first: int, last: int) -> tuple[PrintedLabel, ...]:
        """What is at the shelf now that these labels are out, counted from 0 without the last.

        Each product once, and only with all its copies; of other uses nothing is noted.
        """
        if template.use not in AT_SHELF:
            return ()
        found: dict[UUID, PrintedLabel] = {}
        at = 0
        for one in self.goods:
            at += one.copies
            if first < at <= last:
                facts = one.facts
                named = (facts.product, facts.price, facts.name, facts.unit, one.copies)
                found[facts.product] = PrintedLabel(*named)
        return tuple(found.values())


def batch_of(
    session: Session, store: UUID, wanted: Sequence[Wanted], today: date, template: Template
) -> Batch:
    """What the shop's books say now of what is wanted; UserError where nothing is left of it."""
    goods = label_goods(session, store, wanted, template)
    if not goods:
        raise UserError(
            "There is nothing to print a label of.", "Choose a product.", code="nothing"
        )
    return Batch(tuple(goods), local_words(session, store), today)


def of_products(
    session: Session, store: UUID, products: Sequence[UUID], template: Template
) -> list[Wanted]:
    """One label of each; with a template for lots, one of each lot that is in stock."""
    if template.use == "lot":
        return of_lots(session, store, products)
    return [Wanted(product) for product in products]


def of_due(session: Session, store: UUID) -> list[Wanted]:
    """All that are out of date, each as often as it was printed last."""
    return [Wanted(row.product, row.copies) for row in labels_due(session, store)]


def templates(session: Session) -> tuple[Template, ...]:
    """The shop's own, then those that come with the program, then those of plug-ins."""
    return (*own_templates(session), *builtin(), *of_plugins())


def template_named(found: Sequence[Template], text: str) -> Template:
    """By its key or name; UserError that lists what there is."""
    typed = text.strip().casefold()
    for one in found:
        if typed in (one.key.casefold(), one.name.casefold()):
            return one
    raise UserError(
        f"There is no label template “{text[:60]}”.",
        f"There are: {', '.join(one.key for one in found)}.",
        field="template",
        code="unknown_template",
    )
