"""What labels are wanted of, and what of them will not be as it should."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.label import Template
from desktop.jobs.labels.batch import Batch
from desktop.queries.label_facts import Wanted
from desktop.ui.labels.painter import cut_words, small_code
from desktop.ui.text import plural

LOOKED_AT = 300  # goods whose words and codes are measured beforehand


@dataclass(frozen=True)
class LabelSource:
    """``read(session, template)`` tells what is wanted; ``use`` is the usual kind of template.

    ``received``: the words for each having its own copies. ``name`` is a file's.
    """

    title: str
    read: Callable[[Any, Template], Sequence[Wanted]]
    use: str = "shelf"
    received: str = ""
    name: str = "labels"


def problems(template: Template, batch: Batch) -> str:
    """What will not be read, or not be there whole, in words: of how many goods. Any thread."""
    narrow = cut = at = 0
    why = ""
    for one in batch.goods[:LOOKED_AT]:
        label = batch.labels[at]
        at += one.copies
        sentences = list(filter(None, (small_code(each, label) for each in template.elements)))
        narrow += bool(sentences)
        why = why or "".join(sentences[:1])
        cut += any(cut_words(each, label) for each in template.elements)
    said = []
    if narrow:
        many = plural("{n} code is too small.", "{n} codes are too small.", narrow)
        said.append(f"{many} {why}")
    if cut:
        said.append(plural("Words of {n} label are cut.", "Words of {n} labels are cut.", cut))
    return " ".join(said)
