"""Importers, reports and label templates of another distribution, which is really installed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import UserError
from desktop.domain.plugins import added
from desktop.jobs.importing import Choices, import_file
from desktop.jobs.labels.batch import templates
from desktop.jobs.labels.templates import builtin
from desktop.jobs.opening import Shop
from desktop.queries.reports import REPORTS, report_named
from desktop.queries.shop import shop_info
from tests.importing import done, products, take_in

SAMPLE = '''"""What an old till wrote, a report and a label."""

from decimal import Decimal

from sqlalchemy import func, select

from desktop.jobs.importing.profiles import Importer, Shape
from desktop.queries.reports import Report
from desktop.schema import Product


def fits(table, choices):
    return table.header[:1] == ["PLU!"]


def shape(table, includes_tax, choices):
    rows = [(n, [plu, text, str(Decimal(cents) / 100)]) for n, (plu, text, cents) in table.rows]
    columns = {"sku": [0], "name": [1], "price": [2]}
    return Shape("old_till", ["PLU!", "TEXT", "CENTS"], columns, rows)


def answer(session, shop, first, last, category):
    return [(shop.name, session.scalar(select(func.count()).select_from(Product)))]


def fails(*given):
    raise ZeroDivisionError("cents of nothing")


TILL = Importer("old_till", fits, shape)
FAILING = Importer("failing", fails, fails)
GOODS = Report("goods", "Goods", "How many are there?", ("name", "how_many"), "bars", "how_many",
               answer)
LABEL = LABEL_HERE
HALF = {"key": "half"}
NUMBER = 7
'''
ENTRIES = """[onhand.importers]
old_till = onhand_sample:TILL
failing = onhand_sample:FAILING
number = onhand_sample:NUMBER
gone = onhand_sample:GONE
stops = onhand_stops:TILL

[onhand.reports]
goods = onhand_sample:GOODS
abc = onhand_sample:TILL

[onhand.labels]
sample = onhand_sample:LABEL
half = onhand_sample:HALF
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of Python's path with the sample in it, as an installer leaves it."""
    place = tmp_path / "site"
    facts = place / "onhand_sample-1.2.dist-info"
    facts.mkdir(parents=True)
    label = replace(builtin()[0], key="sample", name="Sample", is_builtin=False).to_json()
    (place / "onhand_sample.py").write_text(SAMPLE.replace("LABEL_HERE", repr(label)), "utf-8")
    (place / "onhand_stops.py").write_text("raise SystemExit(3)\n", "utf-8")
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: onhand-sample\nVersion: 1.2\n")
    (facts / "entry_points.txt").write_text(ENTRIES)
    monkeypatch.syspath_prepend(place)
    added.cache_clear()
    yield place
    added.cache_clear()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_is_installed_beside_the_program_imports_reports_and_labels(
    shop: Shop, installed: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """C40."""
    path = tmp_path / "till.csv"
    path.write_text("PLU!,TEXT,CENTS\n007,Tea,250\n008,Milk,99\n")
    report = take_in(shop, path)
    assert (report.profile, done(report).created) == ("old_till", 2)
    assert [(row.name, row.price * 100) for row in products(shop).values()] == [
        ("Milk", 99),
        ("Tea", 250),
    ]
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)
        asked = (session, info, date(2026, 1, 1), date(2026, 1, 31), None)
        assert list(report_named("goods").answer(*asked)) == [("Test shop", 2)]
        assert report_named("abc") in REPORTS
        keys = [template.key for template in templates(session)]
    assert keys[-1] == "sample" and "half" not in keys
    said = caplog.text
    for name in ("number", "gone", "stops", "abc", "half"):
        assert f"The plug-in “{name}” of onhand-sample 1.2 was left out: " in said


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_one_that_fails_at_its_work_is_a_sentence_and_stops_nothing_else(
    shop: Shop, installed: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("sku,name\nA,Apple\n")
    desk = (shop.database, shop.actor, shop.clock, shop.ids, path)
    with pytest.raises(UserError, match="“failing” failed: cents of nothing") as error:
        import_file(*desk, choices=Choices(profile="failing"))
    assert error.value.hint.startswith("Nothing was changed.")
    assert done(take_in(shop, path)).created == 1
    with pytest.raises(UserError) as unknown:
        import_file(*desk, choices=Choices(profile="nobodys"))
    assert "old_till" in unknown.value.hint
    assert list(products(shop)) == ["A"]
