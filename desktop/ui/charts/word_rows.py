"""Words in rows under the upper edge of a chart, so that they keep from each other."""


class WordRows:
    """Put from left to right; each takes the first row that has room. Places are in pixels."""

    def __init__(self) -> None:
        self._rows: list[list[tuple[float, float]]] = []

    def put(self, low: float, high: float) -> int:
        """The number of the row for words from edge to edge."""
        free = (n for n, row in enumerate(self._rows) if row[-1][1] <= low)
        number = next(free, len(self._rows))
        if number == len(self._rows):
            self._rows.append([])
        self._rows[number].append((low, high))
        return number

    def over(self, low: float, high: float) -> int:
        """How many rows down something between these edges is covered by words."""
        covers = (any(left < high and low < right for left, right in row) for row in self._rows)
        return max((number for number, is_so in enumerate(covers, 1) if is_so), default=0)
