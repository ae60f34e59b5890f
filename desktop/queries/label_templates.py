"""The shop's own label templates, as the setting keeps them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.label import SETTING, Template, template_from
from desktop.schema import Setting


def own_templates(session: Session) -> tuple[Template, ...]:
    """By name; what this program cannot read of them is left out, and kept."""
    kept = session.scalar(
        select(Setting.value).where(
            Setting.scope == "system", Setting.scope_id == ZERO, Setting.key == SETTING
        )
    )
    found = [template for one in kept or [] if (template := _read(one)) is not None]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def _read(told: Any) -> Template | None:
    try:
        return template_from(told)
    except UserError:
        return None
