"""Two people edit one thing: what each of them touched, and where that is the same field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.domain.errors import UserError

CODE = "changed_meanwhile"


@dataclass(frozen=True)
class Clash:
    """One field that both touched: what it was, what it is now, and what the second one wants."""

    field: str
    seen: Any
    now: Any
    mine: Any


class ChangedMeanwhile(UserError):
    """The second of two editors is told who was faster and where; nothing was written.

    ``version`` is the row's newest; with the values of ``now`` as seen, the same may be saved.
    """

    def __init__(
        self,
        what: str,
        who: str,
        clashes: tuple[Clash, ...],
        version: int,
        at: datetime | None = None,
    ) -> None:
        super().__init__(
            f"{what} was changed by {who or 'someone else'} meanwhile.",
            "Nothing of yours is lost: keep your values, or take theirs.",
            field=clashes[0].field if clashes else "",
            code=CODE,
        )
        self.what = what
        self.who = who
        self.at = at
        self.clashes = clashes
        self.version = version


def merged(
    mine: Mapping[str, Any], seen: Mapping[str, Any] | None, now: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Clash, ...]]:
    """The fields to set, and those that both touched.

    A field with the value that was seen is not mine: theirs stays. Without ``seen`` every field
    that differs from what is there is taken for touched by both.
    """
    wanted: dict[str, Any] = {}
    clashes: list[Clash] = []
    for field, value in mine.items():
        known = None if seen is None else seen.get(field)
        is_seen = seen is not None and field in seen
        if value == now[field] or (is_seen and value == known):
            continue
        wanted[field] = value
        if not is_seen or known != now[field]:
            clashes.append(Clash(field, known, now[field], value))
    return wanted, tuple(clashes)
