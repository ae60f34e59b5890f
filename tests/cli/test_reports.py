"""``report``: a question about trade as a table, JSON or CSV."""

from tests.cli.conftest import Onhand


def test_a_report_has_its_columns_and_wrong_words_are_told(onhand: Onhand) -> None:
    onhand.add("A1", name="Apple", price="1")
    rows = onhand.done(
        "report", "demand", "--from", "2026-03-02", "--to", "2026-03-04", "--json"
    ).json
    assert rows[0].keys() == {"day", "amount", "on_promotion", "is_closed"}
    assert [row["day"] for row in rows] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert onhand.done("report", "abc", "--csv").out.startswith("sku,name,amount,share,abc")
    assert "There is no report “weather”." in onhand("report", "weather").err
    assert onhand("report", "abc", "--from", "monday").code == 2
    onhand.add("T1", name="Tea", category="Drinks > Hot")
    held = onhand.done("report", "turnover", "--category", "drinks", "--json").json
    assert held == [], "nothing moved yet"
    assert "There is no category “Toys”." in onhand("report", "abc", "--category", "Toys").err
    assert onhand("report", "accuracy", "--category", "Drinks").code == 2
