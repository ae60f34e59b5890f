"""``product picture`` and ``pictures``: added by hand, out to a folder and back, one undo."""

import struct
import zlib
from pathlib import Path
from random import Random

import pytest

from tests.cli.conftest import Onhand

pytest.importorskip("PySide6", reason="pictures are read with Qt, in a process of its own")


def png(path: Path, seed: int, side: int = 40) -> str:
    """Blots that look like no others; ``path`` as the command line takes it."""
    chance = Random(seed)
    blots = [bytes(chance.randrange(256) for _ in range(12)) for _ in range(4)]
    row = [
        b"\0" + b"".join(blot[n * 3 : n * 3 + 3] * (side // 4) for n in range(4)) for blot in blots
    ]
    rows = b"".join(line * (side // 4) for line in row)

    def chunk(kind: bytes, body: bytes) -> bytes:
        told = kind + body
        return struct.pack(">I", len(body)) + told + struct.pack(">I", zlib.crc32(told))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    return str(path)


def names(onhand: Onhand, sku: str) -> list[str]:
    told = onhand.done("product", "picture", sku, "--json").json
    return [picture["name"] for picture in told["pictures"]]


def test_pictures_of_a_product_are_added_put_first_removed_and_told(
    onhand: Onhand, tmp_path: Path
) -> None:
    onhand.add("T1")
    onhand.add("T2")
    a, b = (png(tmp_path / name, seed) for seed, name in enumerate(("a.png", "b.png")))
    told = onhand.done("product", "picture", "T1", "--add", a, b, "--json").json
    assert [(p["number"], p["name"], p["mime"], p["width"]) for p in told["pictures"]] == [
        (1, "a.png", "image/png", 40), (2, "b.png", "image/png", 40)
    ]  # fmt: skip
    assert told["looks_like"] == []
    assert "Looks like a picture of" in onhand.done("product", "picture", "T2", "--add", b).out
    onhand.done("product", "picture", "T1", "--first", "2")
    assert names(onhand, "T1") == ["b.png", "a.png"]
    onhand.done("product", "picture", "T1", "--remove", "1")
    assert names(onhand, "T1") == ["a.png"]
    (tmp_path / "c.png").write_bytes(b"nothing")
    ran = onhand("product", "picture", "T1", "--add", a, str(tmp_path / "c.png"))
    assert (ran.code, "c.png was not taken in" in ran.err) == (1, True)
    assert onhand("product", "picture", "T1", "--remove", "7").code == 1
    assert onhand("product", "picture", "T1", "--add").code == 2
    assert names(onhand, "T1") == ["a.png"]


def refused_exports(onhand: Onhand, out: Path) -> None:
    """Of vendors, who have no pictures; and into a file that is there, before any is written."""
    assert onhand("export", "vendors", "--to", str(out), "--pictures").code == 2
    (lost := out.parent / "out pictures" / "T2.png").unlink()
    assert onhand("export", "products", "--to", str(out), "--pictures").code == 1
    assert not lost.exists()


def test_pictures_go_with_the_goods_and_come_in_with_them_by_one_undo(
    onhand: Onhand, tmp_path: Path
) -> None:
    """C7: a column of files in a folder beside the list; addresses are only asked when told."""
    (tmp_path / "in").mkdir()
    for seed, name in enumerate(("a.png", "b, c.png")):
        png(tmp_path / name, seed)
    goods = tmp_path / "goods.json"
    goods.write_text(
        '[{"sku": "T,1", "name": "Tea", "images": ["a.png", "https://shop.example/x.png"]},'
        ' {"sku": "T2", "name": "Mug", "image": ["gone.png", "n\\u0000.png", "%s", "/a.png"]}]'
        % ("long" * 999)
    )
    looked = onhand.done("import", str(goods), "--pictures", "--dry-run", "--json").json
    assert looked["pictures"] == {"named": 6}
    plain = onhand.done("import", str(goods))
    assert "--pictures takes them in" in plain.out
    taken = onhand.done("import", str(goods), "--pictures", "--json").json
    assert (taken["unchanged"], taken["pictures"]["added"]) == (2, 1)
    told = taken["pictures"]["refused"]
    assert ("gone.png" in told[1], "not in the folder" in told[0], len(told)) == (True, True, 4)
    onhand.done("product", "picture", "T2", "--add", str(tmp_path / "b, c.png"))
    for ending in ("csv", "xlsx", "json"):
        out = tmp_path / ending / f"out.{ending}"
        out.parent.mkdir()
        onhand.done("export", "products", "--to", str(out), "--pictures")
        kept = sorted(path.name for path in (out.parent / "out pictures").iterdir())
        assert kept == ["T%2C1.png", "T2.png"]
        back = onhand.done("import", str(out), "--pictures", "--json").json["pictures"]
        assert back == {"named": 2, "added": 0, "same": 2, "refused": []}
    onhand.done("undo", taken["id"])
    assert (names(onhand, "T,1"), names(onhand, "T2")) == ([], ["b, c.png"])
    again = onhand.done("import", str(out), "--pictures", "--json").json
    assert (again["pictures"]["added"], names(onhand, "T,1")) == (1, ["a.png"])
    refused_exports(onhand, out)
    goods.write_text('{"sku": "T3", "name": "Oil", "price": 2, "stock": 3, "image": "a.png"}')
    oil = onhand.done("import", str(goods), "--pictures", "--json").json
    assert (oil["created"], oil["pictures"]["added"]) == (1, 1)
    onhand.done("undo", oil["id"])
    assert names(onhand, "T3") == []


def test_an_export_comes_back_as_it_was_and_is_undone_as_one(
    onhand: Onhand, tmp_path: Path
) -> None:
    """SKUs that no file system takes are among them; files of other names are told."""
    odd = "A/1~2"
    for sku in ("T1", odd):
        onhand.add(sku)
    out = tmp_path / "out"
    files = [png(tmp_path / f"{seed}.png", seed) for seed in range(3)]
    onhand.done("product", "picture", "T1", "--add", *files[:2])
    onhand.done("product", "picture", odd, "--add", files[2])
    before = [onhand.done("product", "picture", sku, "--json").json for sku in ("T1", odd)]
    told = onhand.done("pictures", "export", "--to", str(out), "--json").json
    assert (told["files"], told["products"]) == (3, 2)
    assert sorted(path.name for path in out.iterdir()) == [
        "A%2F1%7E2.png", "T1.png", "T1~2.png"
    ]  # fmt: skip
    onhand.done("product", "picture", "T1", "--remove", "1", "2")
    onhand.done("product", "picture", odd, "--remove", "1")
    png(out / "stranger.png", 9)
    told = onhand.done("pictures", "import", str(out), "--json").json
    assert (told["products"], told["added"], told["same"], told["failed"]) == (2, 3, 0, 1)
    assert "stranger.png: no product has the SKU of its name." in told["refused"]
    after = [onhand.done("product", "picture", sku, "--json").json for sku in ("T1", odd)]
    assert [[p["id"] for p in each["pictures"]] for each in after] == [
        [p["id"] for p in each["pictures"]] for each in before
    ]
    assert "Taken back with" not in onhand.done("pictures", "import", str(out)).out
    again = onhand.done("pictures", "import", str(out), "--json").json
    assert (again["added"], again["same"]) == (0, 3)
    undone = onhand.done("undo", told["id"], "--json").json
    assert (undone["what"], undone["pictures"]) == ("pictures", 3)
    assert names(onhand, "T1") == names(onhand, odd) == []


def test_a_list_of_products_names_files_beside_it_and_addresses_that_wait_to_be_asked_for(
    onhand: Onhand, tmp_path: Path
) -> None:
    onhand.add("T1")
    place = tmp_path / "shop"
    (place / "photos").mkdir(parents=True)
    png(place / "photos" / "a.png", 1)
    png(tmp_path / "secret.png", 2)
    rows = (
        "Handle,Variant SKU,Image Src",
        'tea,T1,"photos/a.png, https://cdn.example/b.jpg"',
        "tea,T1,../secret.png",
        "tea,X9,photos/a.png",
    )
    (place / "list.csv").write_text("\n".join(rows), "utf-8")
    told = onhand.done("pictures", "import", str(place / "list.csv"), "--json").json
    assert (told["added"], told["waiting"], told["failed"]) == (1, 1, 2)
    assert any("is not in the folder of the file" in each for each in told["refused"])
    assert names(onhand, "T1") == ["photos/a.png"]
    (place / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    ran = onhand("pictures", "import", str(place / "other.csv"))
    assert (ran.code, "no columns of SKUs and pictures" in ran.err) == (1, True)
