"""Long lists some at a time."""

import pytest

from desktop.domain.parts import parts


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (3, [3]), (4, [3, 1]), (6, [3, 3])]
)
def test_nothing_is_left_out_or_named_twice_in_parts(count: int, sizes: list[int]) -> None:
    found = list(parts(iter(range(count)), 3))
    assert [len(part) for part in found] == sizes
    assert [value for part in found for value in part] == list(range(count))
