"""A feed killed at any statement: its history and its goods are there together, or neither is."""

import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.commands.feeds import SaveFeed, save_feed
from desktop.jobs.opening import Shop
from desktop.queries.feed_runs import FEED_RUNS
from desktop.queries.lists import stream
from desktop.schema import AuditEntry, Barcode, Job, StockMove
from tests import books
from tests.faults.dying import Nursery
from tests.faults.piped import where
from tests.faults.points import Part, chosen
from tests.faults.test_kill import others_are_gone
from tests.importing import products
from tests.trade import request

GOODS = 12
LAST = 30  # the end of a run, where it becomes serious


class Feeding:
    """One feed whose file is another one each time; each reading is killed where it is told."""

    def __init__(self, nursery: Nursery, shop: Shop, folder: Path) -> None:
        self._nursery, self._shop, self._folder = nursery, shop, folder
        self.version = 0
        self.file()
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        place = str(folder / "goods.csv")
        self.feed = shop.database.run(save_feed, SaveFeed(*head, "Goods", place))

    def file(self) -> None:
        """Other prices and other stock of the same goods."""
        self.version += 1
        v, path = self.version, self._folder / "goods.csv"
        rows = (f"G{n},Good {n},{n:013d},{v},{v + n}" for n in range(GOODS))
        path.write_text("\n".join(("sku,name,barcode,price,stock", *rows)), "utf-8")
        os.utime(path, (1_700_000_000 + v, 1_700_000_000 + v))

    def run(self, at: int) -> bool:
        """Whether it was killed; with 0 it must have ended well."""
        said = self._folder / "said"
        words = ("feed", "run", "Goods", *where(self._shop.settings))
        code = self._nursery.run(at, self._folder / "points", said, *words, deep=True)
        assert code in ((0,) if at == 0 else (0, -signal.SIGKILL)), said.read_text()
        while not others_are_gone(self._shop.database):
            pass
        return code != 0

    def points(self) -> int:
        """How many points a run has; the first one signs the computer on and is longer."""
        for _ in range(2):
            self.run(0)
            self.file()
        return int((self._folder / "points").read_text())

    def state(self) -> tuple[bool, list[str]]:
        """Whether the newest file is in, and what the history says, the newest first."""
        goods = products(self._shop).values()
        seen = {(row.price, row.on_hand - int(row.sku[1:])) for row in goods}
        assert len(goods) == GOODS
        assert len(seen) == 1, "half of it is in"
        with self._shop.database.read() as session:
            runs = list(stream(session, FEED_RUNS, request(self._shop)))
        return seen == {(self.version, self.version)}, [run.status for run in runs]

    def numbers(self) -> list[int]:
        """How many rows there are of what a reading writes."""
        with self._shop.database.read() as session:
            counted = (StockMove, AuditEntry, Barcode, Job)
            return [session.scalar(select(func.count()).select_from(t)) or 0 for t in counted]


@pytest.mark.timeout(7200)
def test_a_feed_killed_anywhere_is_in_with_its_history_or_not_at_all_and_comes_in_once(
    nursery: Nursery, shop: Shop, tmp_path: Path, wanted: Part
) -> None:
    """C9. What a killed reading left "running" is told as failed by the next one."""
    feeding = Feeding(nursery, shop, tmp_path)
    for at in chosen(feeding.points(), wanted, LAST):
        before, (_, told) = feeding.numbers(), feeding.state()
        feeding.run(at)
        is_in, tells = feeding.state()
        assert tells.count("done") - told.count("done") == is_in, f"other than the history at {at}"
        after = feeding.numbers()
        assert is_in or after == before, f"half of it at {at}"
        feeding.run(0)
        now_in, tells = feeding.state()
        assert (now_in, tells[0]) == (True, "nothing_new" if is_in else "done")
        assert "running" not in tells
        assert not is_in or feeding.numbers() == after, f"doubled after being killed at {at}"
        feeding.file()
    with shop.database.read() as session:
        assert books.faults(session) == []
