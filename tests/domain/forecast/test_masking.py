"""Days on which nothing was there are not days on which nothing was wanted (goal F12)."""

from tests.domain.forecast.stockouts import lost, shelves


def test_masked_sales_lose_less_than_half_of_what_unmasked_ones_lose(full: bool) -> None:
    """``--full``: ten shops, and the figure is printed."""
    shares = []
    for seed in range(3, 13 if full else 4):
        told = shelves(seed=seed)
        assert 0.1 < told.is_out.mean() < 0.5
        error = lost(told)
        masked, unmasked = (error[name] - error["wanted"] for name in ("masked", "unmasked"))
        assert unmasked > 0.05  # there is something to lose
        assert masked < 0.5 * unmasked
        shares.append(masked / unmasked)
    least, most = min(shares), max(shares)
    print(f"F12 masked ÷ unmasked loss, {len(shares)} shops: {least:.1%} to {most:.1%}")
