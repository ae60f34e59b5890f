"""``events``: a file in, looked at first; the list out, and in again."""

from pathlib import Path

from tests.cli.conftest import Onhand

TEXT = "event_name,event_date,type\nFair,2026-12-01,custom\nSale,2026-12-02,promotion\n"


def test_events_come_from_a_file_and_go_to_one(onhand: Onhand, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(TEXT)
    tried = onhand.done("events", "import", str(file), "--dry-run", "--json").json
    assert (tried["created"], tried["dry_run"], tried["id"]) == (2, True, None)
    assert onhand.done("events", "list", "--json").json == []
    done = onhand.done("events", "import", str(file), "--json").json
    assert (done["created"], done["changed"], done["problems"]) == (2, 0, [])
    rows = onhand.done("events", "list", "--json").json
    assert [(row["event_name"], row["event_date"], row["type"]) for row in rows] == [
        ("Fair", "2026-12-01", "custom"),
        ("Sale", "2026-12-02", "promotion"),
    ]
    file.write_text(onhand.done("events", "list", "--csv").out)
    again = onhand.done("events", "import", str(file), "--json").json
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 2)
    moved = file.read_text().replace("2026-12-02", "2026-12-03")
    file.write_text(moved)
    batch = onhand.done("events", "import", str(file), "--json").json["id"]
    undone = onhand.done("undo", batch, "--json").json
    assert (undone["what"], undone["events"]) == ("events", 1)
    rows = onhand.done("events", "list", "--json").json
    assert [row["event_date"] for row in rows] == ["2026-12-01", "2026-12-02"]
    assert "taken back already" in onhand("undo", batch).err
    assert "2 events are as they were" in onhand.done("undo", done["id"]).out
    assert onhand.done("events", "list", "--json").json == []
    file.write_text(TEXT.replace("2026-12-02", "soon"))
    refused = onhand("events", "import", str(file), "--json")
    assert refused.code == 1
    assert [(p["row"], p["column"]) for p in refused.json["problems"]] == [(3, "event_date")]
    assert "row 3, event_date “soon”" in refused.err
