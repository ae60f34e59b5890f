"""``events``: the calendar from a file, and as a list."""

import sys
from argparse import Namespace
from typing import Any

from desktop.cli import lists
from desktop.cli.access import open_shop
from desktop.cli.output import Output, printable

SHOWN = 50


def load(options: Namespace, out: Output) -> int:
    """All of the file or nothing; every problem is told with its row and column."""
    from desktop.commands.many_events import AddEvents, add_events
    from desktop.jobs.importing.events import plan_events
    from desktop.queries.shop import shop_info

    with open_shop(options) as shop:
        with shop.database.read() as session:
            plan = plan_events(session, options.file, shop_info(session, shop.actor).zone)
        added = None
        if not plan.problems and not options.dry_run:
            head = (shop.ids.new(), shop.actor, shop.clock.now())
            added = shop.database.run(add_events, AddEvents(*head, plan.events))
    for note in plan.notes:
        print(note, file=sys.stderr)
    _complain(plan)
    values: dict[str, Any] = {
        "ok": not plan.problems,
        "id": added.batch if added and added.created + added.changed else None,
        "dry_run": options.dry_run,
        "file": plan.file,
        "rows": plan.rows,
        "created": added.created if added else plan.count("new"),
        "changed": added.changed if added else plan.count("changed"),
        "unchanged": added.unchanged if added else plan.count("same"),
        "ignored": plan.ignored,
        "notes": plan.notes,
        "problems": [
            {"row": p.row, "column": p.field, "value": p.value, "reason": p.reason}
            for p in plan.problems
        ],
    }
    out.result(values, _told(values, options.dry_run))
    return 1 if plan.problems else 0


def _complain(plan: Any) -> None:
    for problem in plan.problems[:SHOWN]:
        value = f" “{problem.value[:60]}”" if problem.value else ""
        told = f"row {problem.row}, {problem.field}{value}: {problem.reason}"
        print(printable(told), file=sys.stderr)
    if len(plan.problems) > SHOWN:
        print(f"… and {len(plan.problems) - SHOWN} more (--json lists all).", file=sys.stderr)


def _told(values: dict[str, Any], is_dry_run: bool) -> str:
    if values["problems"]:
        count = len(values["problems"])
        return f"{values['file']}: {count} problems; nothing was imported."
    would = "would be " if is_dry_run else ""
    told = (
        f"{values['file']}: {values['created']} event{'s' if values['created'] != 1 else ''}"
        f" {would}created, {values['changed']}"
        f" {would}changed; {values['unchanged']} as they were."
    )
    if values["ignored"]:
        told += f"\nColumns that were not read: {', '.join(values['ignored'])}."
    return told


def show(options: Namespace, out: Output) -> int:
    """The list of that name, under the noun's own verb."""
    options.name, options.all = "events", False
    return lists.show(options, out)
