"""Products into the file of a web shop: asks where, then writes it as a job."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.domain.progress import Progress
from desktop.ui.actions import Command
from desktop.ui.context import Context
from desktop.ui.file_dialog import new_file
from desktop.ui.jobs import Outcome
from desktop.ui.text import number, tr

SYSTEMS = {"shopify": "Shopify", "woocommerce": "WooCommerce"}
SHOWN = 3


def shop_exports(page: QWidget, context: Context) -> list[Command]:
    """One for each web shop."""
    return [
        Command(tr("Export for {shop} …", shop=name), "", partial(_ask, page, context, system),
                "download")
        for system, name in SYSTEMS.items()
    ]  # fmt: skip


def _ask(page: QWidget, context: Context, system: str) -> None:
    """The dialog asks before a file is replaced."""
    title = tr("Export for {shop}", shop=SYSTEMS[system])
    path, _ = new_file(page, title, Path.home() / f"products-{system}.csv", [tr("CSV (*.csv)")])
    if path is not None:
        write_shop_file(context, system, path)


def write_shop_file(context: Context, system: str, path: Path) -> None:
    """A job; its notice tells what had no place in the file."""
    from desktop.jobs.exporting.shops import ShopFile
    from desktop.jobs.exporting.to_shops import export_to_shop

    if context.pulse is None:
        return
    database, head = context.pulse.database, (context.actor(), context.clock, context.ids)

    def run(told: Progress) -> Outcome:
        made = export_to_shop(database, *head, path, system, told, replaces=True)
        return Outcome(made, tr("{n} rows", n=number(made.rows)))

    def tell(made: ShopFile) -> None:
        said = tr("{file} is there: {n} rows.", file=path.name, n=number(made.rows))
        left = " ".join(made.left_out[:SHOWN])
        context.notify(f"{said} {left}".strip(), "warn" if left else "ok")

    job = context.jobs.start("export", tr("Export for {shop}", shop=SYSTEMS[system]), run)
    job.done.connect(tell)
    job.failed.connect(lambda error: context.notify(str(error), "bad"))
