"""Days on which nothing was there are not days on which nothing was wanted (goal F12)."""

from tests.domain.forecast.stockouts import lost, shelves


def test_masked_sales_lose_less_than_half_of_what_unmasked_ones_lose() -> None:
    told = shelves()
    assert 0.1 < told.is_out.mean() < 0.5
    error = lost(told)
    masked, unmasked = (error[name] - error["wanted"] for name in ("masked", "unmasked"))
    assert unmasked > 0.05  # there is something to lose
    assert masked < 0.5 * unmasked
