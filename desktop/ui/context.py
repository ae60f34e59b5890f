"""What every page is handed: the data, the clock, the shop, and the way around the window."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from desktop.domain.clock import Clock
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.shop import ShopInfo
from desktop.jobs.health.pulse import Pulse
from desktop.settings import Settings
from desktop.ui.actions import Also
from desktop.ui.aside import Aside
from desktop.ui.jobs import Jobs
from desktop.ui.pictures.source import Pictures
from desktop.ui.sound import Sound
from desktop.ui.work import Work


class Notify(Protocol):
    """Shows a short notice; ``action`` may take it back, ``also`` is what else may be done."""

    def __call__(
        self,
        text: str,
        tone: str = "neutral",
        action_label: str = "",
        action: Callable[[], None] | None = None,
        also: Also | None = None,
    ) -> None: ...


class Go(Protocol):
    """Opens a page by its key; the arguments reach its ``open_with``."""

    def __call__(self, key: str, **arguments: Any) -> None: ...


@dataclass(frozen=True)
class Place:
    """Where the data goes, for the first pill of the status bar."""

    is_sqlite: bool
    name: str
    schema: str


@dataclass
class Context:
    """One per window. ``shop`` and ``settings`` are renewed when they are changed."""

    work: Work
    clock: Clock
    ids: Ids
    shop: ShopInfo
    settings: Settings
    place: Place
    by: Actor
    user_name: str
    role: str
    go: Go
    notify: Notify
    save_settings: Callable[[Settings], None]
    scanner: Any = None
    sound: Sound | None = None
    choose_place: Callable[[], None] | None = None  # opens the dialog of the data's place
    pulse: Pulse | None = None  # whether the database answers, and what was asked of it
    aside: Callable[[Aside], None] | None = None  # closes the shop, works on it, opens it again
    jobs: Jobs = field(init=False)  # long work, which outlives the dialog that began it
    pictures: Pictures = field(init=False)  # small ones of products, for every list

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.work, self.clock, self.ids, self.actor)
        self.pictures = Pictures(self.work)

    def actor(self) -> Actor:
        """Who acts now."""
        return self.by

    def signed(self) -> tuple[UUID, Actor, datetime]:
        """What every command begins with: an id of its own, who acts, and when."""
        return self.ids.new(), self.actor(), self.clock.now()
