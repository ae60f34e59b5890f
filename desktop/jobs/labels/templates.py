"""The label templates that come with the program, and the shop's own as they are kept.

Other distributions may add templates (``domain.plugins``).
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.label import Template, template_from
from desktop.domain.plugins import added

LARGEST = 1_000_000  # bytes of a template's file
ENDING = ".onhand-label"


@lru_cache(1)
def builtin() -> tuple[Template, ...]:
    """In the order of their uses: shelf, price, product, lot."""
    found = [
        template_from(json.loads(path.read_text(encoding="utf-8")), is_builtin=True)
        for path in sorted(_folder().glob("*.json"))
    ]
    order = ("shelf", "price", "product", "lot")
    return tuple(sorted(found, key=lambda one: (order.index(one.use), one.key)))


def of_plugins() -> tuple[Template, ...]:
    """Those of the group "onhand.labels".

    A plug-in is a dictionary as ``write_template`` writes it to a file: its key, name, use, the
    size of sheet and label in mm, and what is drawn where. It can be copied and changed in the
    designer like those of the program; where the key is taken, the other one counts.
    """
    return added("onhand.labels", _carried)


def _carried(told: Any) -> Template:
    return template_from(told, is_builtin=True)


def _folder() -> Path:
    """Beside the sources, or in the installed package."""
    package = Path(__file__).resolve().parents[2]
    carried = package / "_data" / "resources"
    return (carried if carried.is_dir() else package.parent / "resources") / "labels"


def read_template(path: Path) -> Template:
    """A template that was written to a file; UserError in words where it is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise _unreadable(path, "It is too large for a template.")
        told: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _unreadable(path, f"{error.strerror}.") from None
    except (ValueError, RecursionError):
        raise _unreadable(path, "It is no label template.") from None
    return template_from(told)


def write_template(path: Path, template: Template) -> Path:
    """As ``read_template`` takes it; whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(
            json.dumps(template.to_json(), ensure_ascii=False, indent=2) + "\n", "utf-8"
        )
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(
            f"The template could not be written to {path.parent}: {error.strerror}.",
            "Choose another folder.",
            field="file",
            code="unwritable",
        ) from None
    return path


def _unreadable(path: Path, why: str) -> UserError:
    hint = "Choose a file that was saved from Onhand's label designer."
    return UserError(f"{path.name} could not be read. {why}", hint, "file", "unreadable")
