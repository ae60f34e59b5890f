"""What the palette may offer of the window itself: its own commands, its pages' and their deeds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from desktop.ui.actions import SEARCH, Command, installed
from desktop.ui.context import Go
from desktop.ui.navigation import DEEDS, Page
from desktop.ui.text import tr


@dataclass(frozen=True)
class Offer:
    """A command under a heading; ``note`` is the page it belongs to, "" for the window's own."""

    command: Command
    group: str
    note: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others, as long as the program runs."""
        return f"{self.note}: {self.command.text}"


class Offers:
    """``shell``: the window's commands, those of the pages first and in the pages' order.

    ``made``: the pages that were opened so far, kept up by the window.
    """

    def __init__(
        self,
        pages: Sequence[Page],
        shell: Sequence[Command],
        made: Mapping[str, QWidget],
        go: Go,
    ) -> None:
        self._pages = {page.key: page for page in pages}
        self._shell = [command for command in shell if command.key != SEARCH]
        self._made = made
        self._go = go

    def all(self, current: str) -> list[Offer]:
        """Everything that can be done: pages, the open page's own commands, the rest; each once.

        A key is told only where it works now.
        """
        count = len(self._pages)
        pages = [Offer(command, tr("Pages")) for command in self._shell[:count]]
        shell = [Offer(command, tr("Commands")) for command in self._shell[count:]]
        offers = [*pages, *self._of_open_page(current)]
        offers += [*self._deeds(), *self._of_others(current), *shell]
        return list({offer.key: offer for offer in reversed(offers)}.values())[::-1]

    def _title(self, page: str) -> str:
        return tr(self._pages[page].title)

    def _of_open_page(self, current: str) -> Iterator[Offer]:
        if current in self._made:
            for command in installed(self._made[current]):
                yield Offer(command, tr("Commands"), self._title(current))

    def _of_others(self, current: str) -> Iterator[Offer]:
        """Pages that were opened before: they are opened again and do it."""
        for key, page in self._made.items():
            if key != current and key in self._pages:
                for command in installed(page):
                    there = replace(command, key="", run=self._there(key, command.run))
                    yield Offer(there, tr("Commands"), self._title(key))

    def _there(self, page: str, run: Callable[[], object]) -> Callable[[], None]:
        def call() -> None:
            self._go(page)
            run()

        return call

    def _deeds(self) -> Iterator[Offer]:
        for deed in DEEDS:
            if deed.page not in self._pages:
                continue
            arguments = dict(deed.arguments)
            command = Command(tr(deed.text), "", self._opener(deed.page, arguments), deed.icon)
            is_setting = deed.page == "settings"
            group = tr("Settings") if is_setting else tr("Commands")
            yield Offer(command, group, self._title(deed.page))

    def _opener(self, page: str, arguments: dict[str, object]) -> Callable[[], None]:
        return lambda: self._go(page, **arguments)
