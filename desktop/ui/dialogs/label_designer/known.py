"""What the designer reads of the shop: its templates, its own fields, and goods to show on them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.domain.label import Template
from desktop.domain.label_fields import LabelFacts, LabelWords, label_words
from desktop.jobs.labels.batch import templates
from desktop.queries.custom_fields import fields_in
from desktop.queries.label_facts import local_words
from desktop.ui.labels.painter import cut_words, small_code
from desktop.ui.text import tr


@dataclass(frozen=True)
class Known:
    """``custom``: key and words of the shop's own fields; ``label``: example goods."""

    templates: tuple[Template, ...]
    custom: list[tuple[str, str]]
    label: LabelWords


def known(session: Any, store: UUID, name: str, today: date) -> Known:
    """Three small statements."""
    fields = [(info.key, info.label) for info in fields_in(session)]
    facts = LabelFacts(
        UUID(int=0), tr("Darjeeling First Flush, loose leaf"), "TEA-0250", "04006381333931",
        Decimal("12.90"), "kg", "mass", Decimal(1), name, "Makaibari", tr("Tea"), "L2711",
        today + timedelta(days=200), custom=dict(fields),
    )  # fmt: skip
    return Known(templates(session), fields, label_words(facts, local_words(session, store), today))


def told(template: Template, label: LabelWords, wrong: list[tuple[int, str]]) -> dict[int, str]:
    """The first thing that is wrong with each element, as it is with these goods."""
    found: dict[int, str] = {}
    for number, sentence in wrong:
        found.setdefault(number, tr(sentence))
    for number, one in enumerate(template.elements):
        if number not in found and (why := small_code(one, label)):
            found[number] = why
        elif number not in found and cut_words(one, label):
            found[number] = tr("Its words are cut: it needs more room, or smaller letters.")
    return found
