"""Public holidays of a country, from the library ``holidays`` where that extra is installed.

Nothing is asked of the network. The library is imported when something is asked of it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec

from desktop.commands.many_events import NewEvent
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.shop import COUNTRIES

ENGLISH = "en_US"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Place:
    """A country, or a region of one, by its code and in words."""

    code: str
    name: str


def is_installed() -> bool:
    """Whether the extra is there; it is not imported."""
    return find_spec("holidays") is not None


def missing() -> UserError:
    """What to say without the extra."""
    return UserError(
        "The list of holidays is an extra that is not installed.",
        "Install it into Onhand’s environment with “pip install holidays” and start again.",
        code="no_holidays",
    )


def countries() -> list[Place]:
    """Every country that the library knows, by name."""
    _require()
    from holidays.registry import COUNTRIES as REGISTRY

    own = {country.code: country.name for country in COUNTRIES}
    places = (Place(code, own.get(code) or _spaced(name)) for name, code, *_ in REGISTRY.values())
    return sorted(places, key=lambda place: place.name)


def regions(country: str) -> list[Place]:
    """The parts of a country that have holidays of their own."""
    _require()
    import holidays

    found = holidays.country_holidays(country, years=2000)
    names = {code: name for name, code in getattr(found, "subdivisions_aliases", {}).items()}
    places = (Place(code, names.get(code, code)) for code in found.subdivisions)
    return sorted(places, key=lambda place: place.name)


def holidays_of(country: str, region: str, years: Iterable[int]) -> list[tuple[date, str]]:
    """Day and name, in English where the library has it; one entry for each name and day."""
    _require()
    import holidays

    known = holidays.country_holidays(country, years=2000)
    language = ENGLISH if ENGLISH in known.supported_languages else known.default_language
    found = holidays.country_holidays(
        country, subdiv=region or None, years=sorted(set(years)), language=language
    )
    pairs = {(day, name.strip()) for day in found for name in found.get_list(day)}
    return sorted(pair for pair in pairs if pair[1])


def as_events(days: Sequence[tuple[date, str]]) -> tuple[NewEvent, ...]:
    """The holidays as events of all stores."""
    return tuple(NewEvent(name, day, ZERO, type="holiday") for day, name in days)


def _require() -> None:
    if not is_installed():
        raise missing()


def _spaced(name: str) -> str:
    return _HUMP.sub(" ", name)
