"""Ready-made fields of food, in groups that a shop switches on whole.

Nutrition per 100 g or 100 ml stands in the order and with the names of Regulation (EU) No 1169/2011
on food information, annex XV; what a product contains, by the allergens of its annex II, is told in
words.
"""

from dataclasses import dataclass

from desktop.domain.custom_field import FieldInfo, Option


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one heading; ``title`` is the heading, too."""

    key: str
    title: str
    fields: tuple[FieldInfo, ...]


def _group(key: str, title: str, *fields: tuple[str, str, str]) -> FieldGroup:
    made = (FieldInfo(name, label, kind, section=title) for name, label, kind in fields)
    return FieldGroup(key, title, tuple(made))


NUTRITION = _group(
    "nutrition",
    "Nutrition per 100 g or 100 ml",
    ("energy_kj", "Energy (kJ)", "number"),
    ("energy_kcal", "Energy (kcal)", "number"),
    ("fat", "Fat (g)", "number"),
    ("saturates", "of which saturates (g)", "number"),
    ("carbohydrate", "Carbohydrate (g)", "number"),
    ("sugars", "of which sugars (g)", "number"),
    ("fibre", "Fibre (g)", "number"),
    ("protein", "Protein (g)", "number"),
    ("salt", "Salt (g)", "number"),
)
ALLERGENS = _group(
    "allergens",
    "Ingredients and allergens",
    ("ingredients", "Ingredients", "text"),
    ("allergens", "Contains allergens", "text"),
    ("traces", "May contain", "text"),
)
_STORED = (Option("ambient", "Ambient"), Option("chilled", "Chilled"), Option("frozen", "Frozen"))
STORAGE = FieldGroup(
    "storage",
    "Storage",
    (
        FieldInfo("storage", "Store", "choice", _STORED, section="Storage"),
        FieldInfo("storage_temperature", "At most (°C)", "number", section="Storage"),
        FieldInfo("days_after_opening", "Days after opening", "number", section="Storage"),
    ),
)
ORIGIN = _group(
    "origin",
    "Origin",
    ("origin", "Country of origin", "text"),
    ("organic", "Organic", "yes_no"),
)
GROUPS = (NUTRITION, ALLERGENS, STORAGE, ORIGIN)
FOOD = "food"  # all of them
EVERY = tuple(group.key for group in GROUPS)


def groups_of(key: str) -> tuple[FieldGroup, ...]:
    """One group by its key, or all of food; none for another word."""
    return GROUPS if key == FOOD else tuple(group for group in GROUPS if group.key == key)
