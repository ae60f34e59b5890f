"""Labels as a PDF where there is no window: a process of its own paints them, for that needs Qt."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from desktop.domain.errors import Unavailable
from desktop.domain.label import Template, template_from
from desktop.domain.label_fields import LabelWords
from desktop.domain.own_process import in_process, serve
from desktop.domain.progress import Progress

WRITER = "desktop.ui.labels.writer"  # by name: it is a program that is run, and no part of this one
Save = Callable[[Path, Template, Sequence[LabelWords], int, Progress], Path]


def write_pdf(
    path: Path, template: Template, labels: Sequence[LabelWords], start: int, progress: Progress
) -> Path:
    """The file, whole or not at all; ``start``: the first label's place on the sheet, from 1."""
    order = {
        "path": str(path.absolute()),
        "template": template.to_json(),
        "start": start,
        "labels": [
            [dict(one.words), one.gs1, b64encode(one.picture).decode("ascii")] for one in labels
        ],
    }
    in_process(WRITER, order, progress, _died)
    return path


def serve_labels(save: Save) -> None:
    """The process's own side: one such order, painted by ``save``."""

    def done(told: dict[str, Any], lines: Progress) -> dict[str, Any]:
        labels = [LabelWords(words, gs1, b64decode(data)) for words, gs1, data in told["labels"]]
        save(Path(told["path"]), template_from(told["template"]), labels, told["start"], lines)
        return {}

    serve(done)


def _died(why: str) -> Unavailable:
    return Unavailable(
        f"The labels could not be painted{f': {why}' if why else ''}.",
        "Nothing was printed. Print ZPL, or open the window and print there.",
        "writer_died",
    )
