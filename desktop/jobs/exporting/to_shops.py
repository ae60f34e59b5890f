"""The export of products to a web shop: the file, and what its products are called there."""

from pathlib import Path

from desktop.commands.external_refs import RememberRefs, remember_refs
from desktop.db.engine import Database
from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress
from desktop.jobs.exporting.shops import ShopFile, write_shop_csv
from desktop.jobs.exporting.target import replacing
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
) -> ShopFile:
    """Whole or not at all. Handles that were made now are kept: the next file has the same."""
    if system not in SYSTEMS:
        raise UserError(f"There is no format “{system}”.", f"There are: {', '.join(SYSTEMS)}.")
    if path.exists() and not replaces:
        raise UserError(
            f"{path.name} is there already.", "Choose another name, or say that it goes.", "file"
        )
    with replacing(path) as part:
        with database.read(PATIENCE_S) as session:
            progress.report(0, 0, "Reading")
            families = shop_families(session, actor.store, system)
        made = write_shop_csv(part, system, families, progress)
        if made.called:
            command = RememberRefs(ids.new(), actor, clock.now(), system, tuple(made.called))
            database.run(remember_refs, command)
    return made
