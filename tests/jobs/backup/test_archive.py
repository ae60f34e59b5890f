"""The portable archive holds every row exactly, proves itself, and refuses what was altered."""

import io
import json
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from desktop.db.kept import BackedUp, backups
from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Cancelled
from desktop.jobs.backup.archive import opened, prove, write_archive
from desktop.jobs.backup.manifest import MANIFEST, read, written
from desktop.jobs.opening import Shop
from desktop.schema import Base
from tests import trade
from tests.altering import Alter, rehashed, repacked, resealed, with_value
from tests.keeping import AT, ODD, hashes, stocked


@pytest.fixture
def made(shop: Shop, tmp_path: Path) -> BackedUp:
    stocked(shop)
    return write_archive(shop.database.url, tmp_path / "b", AT)


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    """A table's rows, read by nothing but the standard library."""
    with zipfile.ZipFile(path) as file:
        manifest = json.loads(file.read(MANIFEST))
        names = next(
            [name for name, _ in one["shape"]["columns"]]
            for one in manifest["tables"]
            if one["shape"]["name"] == table
        )
        lines = file.read(f"{table}.jsonl").decode().removesuffix("\n").split("\n")
    return [dict(zip(names, json.loads(line), strict=True)) for line in lines]


def test_it_holds_every_row_of_every_table_exactly(shop: Shop, made: BackedUp) -> None:
    manifest = prove(made.path)
    with shop.database.read() as session:
        counts = {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }
    assert {t.shape.name: t.rows for t in manifest.tables} == counts
    assert made.rows == sum(count or 0 for count in counts.values())
    assert manifest.hashes == hashes(shop.database.url)
    odd = next(row for row in rows(made.path, "product") if row["sku"] == "ODD")
    dear = next(row for row in rows(made.path, "product") if row["sku"] == "DEAR")
    assert (odd["description"], odd["unit_cost"], odd["price"]) == (ODD, "0.0001", "1.0000")
    assert (dear["price"], len(bytes.fromhex(dear["id"]))) == ("99999999.9999", 16)
    move = rows(made.path, "stock_move")[0]
    assert move["recorded_at"].endswith("Z")
    assert len(bytes.fromhex(move["hash"])) == 32


def test_of_two_backups_in_one_second_none_is_written_over(shop: Shop, made: BackedUp) -> None:
    before = made.path.read_bytes()
    trade.add_product(shop, "LATER")
    second = write_archive(shop.database.url, made.path.parent, AT)
    assert made.path.read_bytes() == before and second.rows > made.rows
    assert backups(made.path.parent) == [second.path, made.path], "the later one first"


def test_its_manifest_says_whose_it_is_and_of_when(shop: Shop, made: BackedUp) -> None:
    manifest = prove(made.path)
    assert made.path.name == f"onhand-M1-{manifest.revision}-20261114T102400Z.zip"
    assert manifest.store_id == str(shop.actor.store)
    assert (manifest.engine, manifest.at) == (
        shop.database.url.get_backend_name(),
        "2026-11-14T10:24:00.000000Z",
    )
    assert len(manifest.heads) >= 3
    assert any(seq > 3 for _, seq, _ in manifest.heads)
    assert list(made.path.parent.iterdir()) == [made.path]
    assert made.size == made.path.stat().st_size


def test_it_is_one_moment_while_others_write(shop: Shop, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            trade.add_product(shop, f"S-{number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = write_archive(shop.database.url, tmp_path / "b", AT)
    finally:
        stop.set()
        writer.join()
    counted = {table.shape.name: table.rows for table in prove(made.path).tables}
    assert counted["product"] == counted["lot"]


class _Stop:
    """Stops at the n-th report."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.seen: list[tuple[int, int, str]] = []

    def report(self, done: int, total: int, message: str = "") -> None:
        self.seen.append((done, total, message))
        self.left -= 1
        if self.left == 0:
            raise Cancelled


@pytest.mark.parametrize("after", [1, 10, 25, 40])
def test_cancelled_anywhere_nothing_is_left(shop: Shop, tmp_path: Path, after: int) -> None:
    with pytest.raises(Cancelled):
        write_archive(shop.database.url, tmp_path / "b", AT, _Stop(after))
    assert list((tmp_path / "b").iterdir()) == []


def test_its_progress_never_goes_back(shop: Shop, tmp_path: Path) -> None:
    told = _Stop(10**6)
    write_archive(shop.database.url, tmp_path / "b", AT, told)
    for message in ("Writing the backup", "Reading the backup back"):
        done = [one for one, _, said in told.seen if said == message]
        assert done
        assert done == sorted(done)


def test_a_folder_that_cannot_be_made_is_said_in_words(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable) as failed:
        write_archive(shop.database.url, tmp_path / "file" / "b", AT)
    assert failed.value.code == "backup_failed"
    assert "The shop itself is as it was." in str(failed.value)


# --- what was altered -------------------------------------------------------------------------
def without_last_line(name: str) -> Alter:
    def alter(files: dict[str, bytes]) -> None:
        files[name] = b"".join(files[name].splitlines(True)[:-1])

    return alter


def without(name: str) -> Alter:
    def alter(files: dict[str, bytes]) -> None:
        del files[name]

    return alter


def forged_move(files: dict[str, bytes]) -> None:
    files["stock_move.jsonl"] = files["stock_move.jsonl"].replace(b'"999999.000"', b'"999998.000"')
    rehashed(files, "stock_move")


def forged_end(files: dict[str, bytes]) -> None:
    without_last_line("stock_move.jsonl")(files)
    rehashed(files, "stock_move")


def orphan(files: dict[str, bytes]) -> None:
    files["barcode.jsonl"] = b""
    files["product.jsonl"] = b"".join(files["product.jsonl"].splitlines(True)[1:])
    rehashed(files, "product")
    rehashed(files, "barcode")


def climbing(files: dict[str, bytes]) -> None:
    def change(values: dict[str, Any]) -> None:
        values["tables"][0]["shape"]["name"] = "../../evil"

    first = json.loads(files[MANIFEST])["tables"][0]["shape"]["name"]
    files["../../evil.jsonl"] = files.pop(f"{first}.jsonl")
    resealed(files, change)


def bomb(files: dict[str, bytes]) -> None:
    files["product.jsonl"] = b"[" * (200 << 20)


def told_bomb(files: dict[str, bytes]) -> None:
    bomb(files)
    rehashed(files, "product")


def not_json(files: dict[str, bytes]) -> None:
    files[MANIFEST] = b"[" * 100_000


def other_format(files: dict[str, bytes]) -> None:
    resealed(files, lambda values: values.update(format="onhand archive 9"))


ALTERED: dict[str, Alter] = {
    "a manifest that is gone": without(MANIFEST),
    "a manifest of another text": not_json,
    "a manifest that was changed": lambda files: files.update(
        {MANIFEST: files[MANIFEST].replace(b'"M1"', b'"M2"')}
    ),
    "a later format": other_format,
    "a table that is gone": without("lot.jsonl"),
    "a file too many": lambda files: files.update({"virus.exe": b"x"}),
    "a table cut off": without_last_line("barcode.jsonl"),
    "a table changed": lambda files: files.update(
        {"unit.jsonl": files["unit.jsonl"].replace(b"gram", b"tons")}
    ),
    "a movement forged with all hashes": forged_move,
    "the newest movement taken out with all hashes": forged_end,
    "a row that points nowhere": orphan,
    "a name that climbs out of its folder": climbing,
    "a bomb": bomb,
    "a bomb that the manifest tells of": told_bomb,
}


@pytest.mark.parametrize("what", ALTERED)
def test_an_altered_archive_is_refused(made: BackedUp, what: str) -> None:
    other = repacked(made.path, ALTERED[what])
    with pytest.raises(UserError) as refused:
        prove(other)
    assert refused.value.code == "bad_backup"
    assert "Nothing was changed." in str(refused.value)
    assert [path.name for path in sorted(other.parent.iterdir())] == sorted(
        [made.path.name, "other.zip"]
    )


NOT_OF_ITS_KIND: list[tuple[str, str, object]] = [
    *(("product", "version", value) for value in ("seven", True, 1.5, 1 << 63)),
    *(("product", "name", value) for value in (7, ["a"], "\ud800")),
    *(("product", "updated_at", value) for value in ("soon", 5, "2026-02-30T10:00:00.000000Z")),
    *(("product", "is_template", value) for value in (1, "yes")),
    *(("product", "price", value) for value in (3, "3.00")),
    *(("product", "custom", value) for value in (["a"], 5, "{", '{"b":1,"a":2}')),
    *(("barcode", "id", value) for value in ("zz", "AB" * 16, "ab" * 15, 1)),
    *(("writer", "head_hash", value) for value in ("AB" * 32, 1)),
    *(("forecast", "daily_rate", value) for value in ("many", 7, float("inf"))),
    *(("forecast", "depletion_date", value) for value in (20261114, "20261114", "2026-02-30")),
]


def took(path: Path, table: str, column: str, value: object) -> None:
    prove(repacked(path, with_value(table, column, value)))
    pytest.fail(f"{table}.{column} took {value!r}")


def test_a_value_that_is_not_of_its_column_s_kind_is_refused(made: BackedUp) -> None:
    """Whatever the hashes say: no restore could put it back."""
    for table, column, value in NOT_OF_ITS_KIND:
        with pytest.raises(UserError) as refused:
            took(made.path, table, column, value)
        assert f"a row of “{table}” cannot be read" in str(refused.value)
    prove(repacked(made.path, with_value("product", "name", "“7”\n\x07\\")))


def test_repacked_as_it_was_it_is_whole(made: BackedUp) -> None:
    """So the refusals above are about what was changed."""
    assert prove(repacked(made.path, lambda _: None)) == prove(made.path)


def test_a_shop_with_a_broken_chain_is_backed_up_and_the_fault_is_told(
    shop: Shop, tmp_path: Path
) -> None:
    stocked(shop)
    damage(shop, "UPDATE stock_move SET reason = 'x' WHERE qty = 999999")
    made = write_archive(shop.database.url, tmp_path / "b", AT)
    manifest = prove(made.path)
    (fault,) = manifest.faults
    assert "breaks after number" in fault
    assert manifest.hashes == hashes(shop.database.url)


def damage(shop: Shop, statement: str) -> None:
    """A row of the ledger changed past the triggers, as somebody with a tool could."""
    with shop.database.writer.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER stock_move_no_update"))
            statement = statement.replace("999999", "999999000")
        else:
            connection.execute(text("ALTER TABLE stock_move DISABLE TRIGGER USER"))
        assert connection.execute(text(statement)).rowcount == 1
        connection.commit()


def test_files_that_are_no_archive_are_refused(shop: Shop, tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr("a.txt", "hello")
    for content in (b"", b"hello" * 99, whole.getvalue()):
        path = tmp_path / "no.zip"
        path.write_bytes(content)
        with pytest.raises(UserError), opened(path):
            pass
    with pytest.raises(UserError), opened(tmp_path / "gone.zip"):
        pass


def test_a_manifest_reads_as_it_was_written(made: BackedUp) -> None:
    manifest = prove(made.path)
    assert read(written(manifest)) == manifest
