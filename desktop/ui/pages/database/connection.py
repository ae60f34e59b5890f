"""Where the data is: engine, line, user, round trip, size, and how much is in it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from desktop.domain.errors import UserError
from desktop.queries.place import PlaceFacts, place_facts
from desktop.settings import without_password
from desktop.ui.context import Context
from desktop.ui.pages.database.deeds import CONNECTION
from desktop.ui.pages.database.frame import RoomCard
from desktop.ui.text import file_size, number, tr
from desktop.ui.widgets.key_value import KeyValue


class ConnectionCard(RoomCard):
    """Says how the data answers when it is shown, and again when it is asked to."""

    def __init__(self, context: Context) -> None:
        is_file = context.place.is_sqlite
        icon = "hard-drive" if is_file else "server"
        super().__init__(context, icon, _name(context), "ok.text", CONNECTION)
        self._context = context
        self.is_at_rest = False
        self._values = KeyValue()
        self.facts.addWidget(self._values)
        self.facts.addStretch(1)
        self._show_rows("…", "…", "…")

    def refresh(self) -> None:
        """Asks the data again."""
        self._context.work.read(self, place_facts, then=self._on_facts, failed=self._on_failed)

    def _on_facts(self, facts: PlaceFacts) -> None:
        self.is_at_rest = True
        self.name(_name(self._context), _line(facts))
        self.pill.set(tr("Connected"), "ok", "dot")
        amounts = f"{number(facts.products)} · {number(facts.movements)}"
        self._show_rows(round_trip(facts.round_trip_s), file_size(facts.size), amounts)

    def _on_failed(self, error: UserError) -> None:
        self.is_at_rest = True
        self.pill.set(tr("No answer"), "bad", "circle-alert")
        self.name(_name(self._context), f"{error.message} {error.hint}".strip())

    def _show_rows(self, trip: str, size: str, amounts: str) -> None:
        self._values.set_rows(
            [
                (tr("Round trip"), trip),
                (tr("Size"), size),
                (tr("Products · movements"), amounts),
            ]
        )


def round_trip(seconds: float) -> str:
    """In milliseconds: ``3 ms``; what is less than one is said so."""
    whole = round(seconds * 1000)
    return tr("{n} ms", n=number(whole)) if whole else tr("under 1 ms")


def _name(context: Context) -> str:
    """The file's name, or the server and its database."""
    place = urlsplit(without_password(context.settings.url))
    path = unquote(place.path)
    if context.place.is_sqlite:
        return Path(path).name
    return f"{place.hostname or tr('this computer')} / {path.removeprefix('/')}"


def _line(facts: PlaceFacts) -> str:
    parts = [f"{facts.engine} {facts.version}"]
    if facts.is_secure is None:
        parts.append(tr("on this computer"))
    else:
        parts.append("TLS" if facts.is_secure else tr("no TLS"))
        parts.append(tr("user {name}", name=facts.user))
    return " · ".join(parts)
