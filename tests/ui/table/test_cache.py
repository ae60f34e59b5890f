"""Rows kept by key: fresh, stale, gone, and not too many."""

from desktop.ui.table.cache import RowCache


def test_a_row_is_found_until_newer_ones_push_it_out() -> None:
    cache = RowCache(limit=3)
    cache.put((bytes([n]), f"row {n}") for n in range(3))
    cache.put([(b"\x00", "row 0 again"), (b"\x09", "row 9")])
    assert len(cache) == 3
    assert cache.get(b"\x01") is None
    assert [cache.get(key) for key in (b"\x00", b"\x02", b"\x09")] == [
        "row 0 again", "row 2", "row 9",
    ]  # fmt: skip


def test_a_change_makes_rows_stale_but_they_are_still_shown() -> None:
    cache = RowCache()
    cache.put([(b"a", "row")])
    assert cache.is_fresh(b"a")
    cache.age()
    assert not cache.is_fresh(b"a")
    assert cache.get(b"a") == "row"


def test_a_row_that_is_gone_is_told_from_one_that_is_unknown() -> None:
    cache = RowCache()
    cache.put([(b"a", None)])
    assert (cache.is_gone(b"a"), cache.is_gone(b"b")) == (True, False)
    assert (cache.is_fresh(b"a"), cache.is_fresh(b"b")) == (True, False)
