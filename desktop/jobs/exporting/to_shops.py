"""The export of products to a web shop: the file, and what its products are called there."""

from pathlib import Path
from typing import Any

from desktop.commands.external_refs import RememberRefs, remember_refs
from desktop.db.engine import Database
from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress
from desktop.jobs.exporting.shops import ShopFile, write_shop_csv
from desktop.jobs.exporting.target import replacing
from desktop.queries.chosen import Chosen, chosen_ids
from desktop.queries.list_query import ListQuery
from desktop.queries.shop_goods import shop_families

SYSTEMS = ("shopify", "woocommerce")
PATIENCE_S = 3600.0


def export_to_shop(
    database: Database,
    actor: Actor,
    clock: Clock,
    ids: Ids,
    path: Path,
    system: str,
    progress: Progress,
    replaces: bool = False,
    chosen: tuple[ListQuery[Any], Chosen] | None = None,
) -> ShopFile:
    """Whole or not at all. Handles that were made now are kept: the next file has the same.

    ``chosen``: products of a list; their families go out whole.
    """
    if system not in SYSTEMS:
        raise UserError(f"There is no format “{system}”.", f"There are: {', '.join(SYSTEMS)}.")
    if path.exists() and not replaces:
        raise UserError(
            f"{path.name} is there already.", "Choose another name, or say that it goes.", "file"
        )
    with replacing(path) as part:
        with database.read(PATIENCE_S) as session:
            progress.report(0, 0, "Reading")
            only = None if chosen is None else set(chosen_ids(session, *chosen))
            families = shop_families(session, actor.store, system, only)
        made = write_shop_csv(part, system, families, progress)
        if made.called:
            command = RememberRefs(ids.new(), actor, clock.now(), system, tuple(made.called))
            database.run(remember_refs, command)
    return made
