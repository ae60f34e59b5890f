"""Products that lack what the shop requires: told where one is made in a hurry, and listed."""

from desktop.domain.custom_field import FieldInfo
from desktop.queries.columns import Filter
from desktop.queries.custom_fields import fields_in
from desktop.ui.context import Context
from desktop.ui.text import tr

INCOMPLETE = (Filter("status", "in", ("active",)), Filter("incomplete", "is", True))


def tell_incomplete(context: Context, name: str) -> None:
    """After a quick new product: nobody at the till is stopped, and nothing is forgotten."""

    def then(fields: tuple[FieldInfo, ...]) -> None:
        asked = [tr(info.label) for info in fields if info.is_required]
        if not asked:
            return
        words = tr("{name} is made and still lacks {fields}.", name=name, fields=", ".join(asked))
        context.notify(words, "warn", tr("Show all incomplete"), show)

    def show() -> None:
        context.go("products", filters=INCOMPLETE)

    context.work.read(context.work, fields_in, then=then)
