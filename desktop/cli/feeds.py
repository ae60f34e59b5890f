"""``feed``: saved sources that are read again and again, and how that went."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from desktop.cli import lists
from desktop.cli.access import open_shop
from desktop.cli.importing import choices_told
from desktop.cli.output import Output
from desktop.cli.progress import Told
from desktop.commands.feeds import POLICY, RemoveFeed, SaveFeed, remove_feed, save_feed


def add(options: Namespace, out: Output) -> int:
    """A new feed, or another way to read the one of this name."""
    from desktop.jobs.importing.feeding import kept_choices
    from desktop.queries.feeds import F, feed_card, feed_named

    choices = kept_choices(choices_told(options)) | {POLICY: options.policy}
    with open_shop(options) as shop:
        with shop.database.read() as session:
            is_there = session.query(F.c.id).where(F.c.name == options.name.strip()).first()
            feed = feed_named(session, options.name) if is_there else None
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        command = SaveFeed(
            *head, options.name, str(options.place), options.profile, choices, options.every,
            options.every is not None, feed,
        )  # fmt: skip
        key = shop.database.run(save_feed, command)
        with shop.database.read() as session:
            card = feed_card(session, key)
    out.result(_values(card), f"{card.name} is a feed. To read it: feed run “{card.name}”")
    return 0


def run(options: Namespace, out: Output) -> int:
    """Reads one now, or with --due all whose time has come; 1 where one failed."""
    from desktop.jobs.importing import Desk
    from desktop.jobs.importing.feeding import run_feed
    from desktop.queries.feeds import due_feeds, feed_named

    with open_shop(options) as shop:
        with shop.database.read() as session:
            if options.name:
                wanted = [(feed_named(session, options.name), options.name)]
            else:
                wanted = due_feeds(session, shop.clock.now())
        desk = Desk(shop.database, shop.actor, shop.clock, shop.ids)
        done = [(name, run_feed(desk, key, Told(), options.policy)) for key, name in wanted]
    rows = [
        {
            "feed": name,
            "run": one.id,
            "status": one.status,
            "message": one.message,
            "conflicts": [vars_of(conflict) for conflict in one.conflicts],
            "batch": one.batch,
        }
        for name, one in done
    ]
    told = "\n".join(f"{row['feed']}: {row['message']}" for row in rows) or "No feed is due."
    out.result(rows[0] if options.name else {"feeds": rows}, told)
    return 0 if all(one.is_well for _, one in done) else 1


def changes(options: Namespace, out: Output) -> int:
    """What one reading changed, row by row; of a feed, or of all, the newest."""
    from desktop.queries.feed_runs import feed_run_card, newest_run

    with open_shop(options) as shop, shop.database.read() as session:
        key = uuid_in(options.run) or newest_run(session, options.run)
        card = feed_run_card(session, key)
    names = ("row", "column", "value", "reason")
    told = {
        "run": card.run,
        "feed": card.peer,
        "status": card.status,
        "at": card.started_at,
        "message": card.message,
        "batch": card.batch,
        "changes": [_change(*row) for row in card.details.get("rows", ())],
        "conflicts": list(card.details.get("conflicts", ())),
        "problems": [dict(zip(names, p, strict=True)) for p in card.details.get("problems", ())],
    }
    out.result(told, "\n".join((f"{card.peer}: {card.message}", *_lines(told))))
    return 0


def uuid_in(text: str) -> UUID | None:
    """An id as it is told by ``feed history``; None for a name."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _change(row: int, sku: str, name: str, state: str, told: Any) -> dict[str, Any]:
    fields = [{"field": field, "before": old, "after": new} for field, old, new in told]
    return {"row": row, "sku": sku, "name": name, "state": state, "fields": fields}


def _lines(told: dict[str, Any]) -> Iterator[str]:
    for row in told["changes"]:
        pairs = (f"{f['field']} {f['before'] or '–'} → {f['after'] or '–'}" for f in row["fields"])
        words = "; ".join(pairs) if row["state"] == "changed" else row["state"]
        yield f"row {row['row']}, {row['sku']}: {words}"
    for row in told["conflicts"]:
        yield f"{row['sku']}, {row['field']}: {row['shop']} in the shop, {row['feed']} in the feed"
    for row in told["problems"]:
        yield f"row {row['row']}, {row['column']} “{row['value']}”: {row['reason']}"


def vars_of(conflict: Any) -> dict[str, str]:
    """A conflict as plain values."""
    return {name: getattr(conflict, name) for name in conflict.__dataclass_fields__}


def remove(options: Namespace, out: Output) -> int:
    """The feed goes; what it brought stays, and so does its history."""
    from desktop.queries.feeds import feed_named

    with open_shop(options) as shop:
        with shop.database.read() as session:
            key: UUID = feed_named(session, options.name)
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(remove_feed, RemoveFeed(*head, key))
    out.result({"ok": True, "id": key}, f"{options.name} is no feed any more.")
    return 0


def show(options: Namespace, out: Output) -> int:
    """All feeds."""
    options.name, options.all = "feeds", False
    return lists.show(options, out)


def history(options: Namespace, out: Output) -> int:
    """How they were read, newest first."""
    options.name, options.all = "feed history", False
    return lists.show(options, out)


def _values(card: Any) -> dict[str, Any]:
    return {
        "id": card.feed,
        "name": card.name,
        "place": card.place,
        "profile": card.profile,
        "choices": card.choices,
        "every_hours": card.every_hours,
    }
