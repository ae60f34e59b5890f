"""In any form: where somebody else was faster, who set what, and the choice between both.

Nothing typed is lost. Save once more writes what stands in the fields; "Take theirs" puts the other
person's value there.
"""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.domain.conflict import ChangedMeanwhile, Clash
from desktop.ui.text import time_of_day, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.field import Field

LONG = 60


def show_clashes(
    error: ChangedMeanwhile,
    fields: Mapping[str, Field],
    zone: str,
    words: Callable[[str, Any], str],
    take: Callable[[str, Any], object],
    save: Button,
) -> None:
    """``words`` says a field's value, ``take`` puts one into it; ``zone`` is the shop's."""
    for clash in error.clashes:
        field = fields[clash.field]
        value = words(clash.field, clash.now)
        value = value if len(value) <= LONG else value[:LONG] + "…"
        said = tr(
            "{who} set this to “{value}” at {time}.",
            who=error.who or tr("Someone else"),
            value=value,
            time=time_of_day(error.at, zone) if error.at else "…",
        )

        def take_theirs(field: Field = field, clash: Clash = clash) -> None:
            take(clash.field, clash.now)
            field.set_error("")
            field.editor.setFocus()

        field.offer(said, tr("Take theirs"), take_theirs)
    save.setText(tr("Save mine anyway"))
    save.setFocus()
