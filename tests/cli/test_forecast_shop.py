"""``forecast run`` and ``forecast show``: the shop's goods, without a screen."""

from tests.cli.conftest import Onhand


def test_the_shops_goods_are_forecast_and_one_is_shown(onhand: Onhand) -> None:
    onhand.add("TEA", "4006381333931")
    assert onhand("forecast", "show", "TEA").code == 1
    onhand.scan("20*TEA", mode="receive")
    onhand.scan("2*TEA")
    assert onhand.done("forecast", "run", "--json").json["products"] == 1
    told = onhand.done("forecast", "show", "TEA", "--json").json
    assert {"daily_rate", "depletion_date", "earliest_date", "confidence", "p7", "p14", "p28"} <= (
        told.keys()
    )
    assert (told["on_hand"], told["is_enough"]) == (18, False)
    assert 0 <= told["confidence"] < 0.5
    assert onhand.done("forecast", "run", "--sku", "TEA").out.startswith("1 product")
    assert onhand("forecast", "run", "--sku", "NONE").code == 1
    assert onhand.done("list", "movements", "--json").json  # the shop is as it was
