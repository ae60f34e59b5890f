"""All pictures as files in a folder, named so that they come back to their products."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.domain.errors import Unavailable
from desktop.domain.picture_names import file_name
from desktop.domain.progress import Progress, Silent
from desktop.jobs.pictures.reading import is_picture_name
from desktop.jobs.pictures.taking_in import Opens
from desktop.queries.pictures import all_shown, content_of

Only = Callable[[Session], Iterable[UUID]]


@dataclass(frozen=True)
class Exported:
    """How many files, of how many products, and how many bytes."""

    files: int
    products: int
    size: int


def export_pictures(
    read: Opens, folder: Path, progress: Progress | None = None, only: Only | None = None
) -> Exported:
    """Files of these names are replaced, others stay. Cancelled leaves whole files only.

    ``only``: the products whose pictures are wanted.
    """
    told = progress or Silent()
    with read() as session:
        wanted = None if only is None else set(only(session))
        shown = [s for s in all_shown(session) if wanted is None or s.product in wanted]
        if not shown and wanted is not None:
            return Exported(0, 0, 0)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            size = 0
            for number, each in enumerate(shown):
                told.report(number, len(shown), each.sku)
                size += _write(folder / file_name(each.sku, each.place, each.mime),
                               content_of(session, each.attachment))  # fmt: skip
        except OSError as error:
            raise Unavailable(
                f"The pictures could not be written to {folder}: {error.strerror}.",
                "The shop is as it was. Make room, or choose another folder.",
                "export_failed",
            ) from error
    told.report(len(shown), len(shown), "Done")
    return Exported(len(shown), len({each.sku for each in shown}), size)


def pictures_in(folder: Path) -> int:
    """How many whole pictures lie in a folder."""
    try:
        return sum(is_picture_name(each.name) for each in folder.iterdir())
    except OSError:
        return 0


def _write(path: Path, content: bytes) -> int:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
    return len(content)
