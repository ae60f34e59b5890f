"""Names kept in memory that a few letters lead to: beginnings, words, pieces, and slips."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from desktop.domain.search import folded, words

LONGEST = 100
MOST_WORDS = 8
FEW_LETTERS, MANY_LETTERS = 3, 6  # one slip is forgiven from the first on, two from the second
SHORT_PIECE = 5
MANY_WORDS = 20_000  # beyond, the first letter must be right, or be the second
_LETTERS = re.compile(rf"[^\W\d_]{{{FEW_LETTERS},}}")
LAST = "\U0010ffff"
Span = tuple[int, int]
Near = dict[int, tuple[int, tuple[str, ...]]]  # number: what its slips cost, the pieces meant


@dataclass(frozen=True, slots=True)
class Hit:
    """A name by its number, and the folded pieces of it that answer the typed words.

    ``is_near``: one of them is spelt in another way than it was typed.
    """

    number: int
    pieces: tuple[str, ...]
    is_near: bool = False


class Names:
    """Texts in ascending order, each with the length of its name.

    What comes after the name (SKU, codes) is found too, but no slip is forgiven there. Never
    changed once made, so any thread may ask it.
    """

    def __init__(self, texts: Iterable[tuple[str, int]]) -> None:
        self._texts: list[str] = []
        self._ends = array("I")
        found: dict[str, array[int]] = {}
        for number, (text, end) in enumerate(texts):
            self._texts.append(text)
            self._ends.append(end)
            for word in set(_LETTERS.findall(text, 0, end)):
                if word not in found:
                    found[word] = array("I")
                found[word].append(number)
        self._words = sorted(found)
        self._where = [found[word] for word in self._words]

    def __len__(self) -> int:
        return len(self._texts)

    def find(self, query: str, limit: int, preferred: Collection[int] = ()) -> list[Hit]:
        """Names that hold every word, best first; where there is none, those that nearly do.

        Best: the name begins so, words begin so, the name holds it, its codes do. ``preferred``
        numbers come first among equals.
        """
        typed = words(query[:LONGEST])[:MOST_WORDS]
        if not typed:
            return []
        found: dict[int, None] = {}
        for numbers in (self._begun, self._of_words, self._holding):
            better = [number for number in numbers(typed, limit) if number not in found]
            liked = [number for number in better if number in preferred] if preferred else []
            found.update(dict.fromkeys((*liked, *better)))
            if len(found) >= limit:
                break
        if not found:
            return self._nearly(typed, limit)
        pieces = tuple(typed)
        return [Hit(number, pieces) for number in islice(found, limit)]

    def in_codes(self, code: str, limit: int) -> list[int]:
        """The numbers of texts that hold this behind their name."""
        sought = folded(code[:LONGEST]).strip()
        ends = self._ends
        holding = (n for n, text in enumerate(self._texts) if text.find(sought, ends[n]) >= 0)
        return list(islice(holding, limit)) if sought else []

    def _begun(self, typed: list[str], limit: int) -> Sequence[int]:
        """Texts that begin so."""
        return self._between(self._texts, " ".join(typed))

    def _of_words(self, typed: list[str], limit: int) -> Sequence[int]:
        """Names with a word that begins so for each typed one, found without looking at texts."""
        texts, ends = self._texts, self._ends
        begins = [f" {word}" for word in typed if not self._is_spelt(word)]
        held: set[int] | None = None
        for word in sorted(filter(self._is_spelt, typed), key=len, reverse=True):
            places = self._between(self._words, word)
            numbers = chain.from_iterable(self._where[at] for at in places)
            held = set(numbers) if held is None else held.intersection(numbers)
        return [
            number
            for number in sorted(held or ())
            if all(word in f" {texts[number][: ends[number]]}" for word in begins)
        ]

    def _holding(self, typed: list[str], limit: int) -> Sequence[int]:
        """Texts that hold all words anywhere: word beginnings, then names, then codes."""
        first, *others = sorted(set(typed), key=len, reverse=True)
        texts, ends = self._texts, self._ends
        held = [number for number, text in enumerate(texts) if first in text]
        for word in others:
            held = [number for number in held if word in texts[number]]
        begins = [f" {word}" for word in typed]

        def is_begun(number: int) -> bool:
            return all(word in f" {texts[number][: ends[number]]}" for word in begins)

        def is_named(number: int) -> bool:
            return all(word in texts[number][: ends[number]] for word in typed)

        graded: list[int] = []
        for grade in (is_begun, is_named):
            graded += islice((number for number in held if grade(number)), limit)
            if len(set(graded)) >= limit:
                return graded
        return [*graded, *held]

    @staticmethod
    def _is_spelt(word: str) -> bool:
        """Whether it may be the beginning of one of the words that are kept."""
        return _LETTERS.fullmatch(word) is not None

    @staticmethod
    def _between(ordered: Sequence[str], beginning: str) -> range:
        """The places in ascending texts of those that begin so."""
        first = bisect_left(ordered, beginning)
        return range(first, bisect_left(ordered, beginning + LAST, first))

    def _nearly(self, typed: list[str], limit: int) -> list[Hit]:
        """Names with a word for each typed one, fewest slips first; numbers are taken as typed."""
        near: dict[int, tuple[int, tuple[str, ...]]] | None = None
        texts = self._texts
        for word in sorted(typed, key=len, reverse=True):
            if _LETTERS.fullmatch(word) is None:
                continue
            found: dict[int, tuple[int, tuple[str, ...]]] = {}
            for cost, piece, at in self._close(word):
                for number in (
                    self._where[at]
                    if near is None
                    else (number for number in self._where[at] if number in near)
                ):
                    before, pieces = near[number] if near is not None else (0, ())
                    if number not in found or before + cost < found[number][0]:
                        found[number] = (before + cost, (*pieces, piece))
            near = found
        if near is None:
            return []
        plain = [word for word in typed if _LETTERS.fullmatch(word) is None]
        ranked = sorted(
            (cost, number, pieces)
            for number, (cost, pieces) in near.items()
            if all(word in texts[number] for word in plain)
        )
        return [Hit(number, (*pieces, *plain), True) for _, number, pieces in ranked[:limit]]

    def _close(self, word: str) -> list[tuple[int, str, int]]:
        """(cost, the beginning that is meant, place) of the words that begin nearly so."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        most = 1 if len(word) < MANY_LETTERS else 2
        places = self._likely(word)
        likely = [self._words[at] for at in places]
        best: dict[int, tuple[int, str]] = {}
        for cut in (len(word), len(word) + 1, len(word) - 1):
            begins: Sequence[str | None] = [each[:cut] for each in likely]
            if cut < SHORT_PIECE and cut < len(word):  # of short words only whole ones
                begins = [each if len(each) == cut else None for each in likely]
            hits = extract(word, begins, scorer=OSA.distance, score_cutoff=most, limit=None)
            for piece, slips, near in hits:
                is_longer = len(likely[near]) > len(piece)
                cost = 4 * int(slips) + 2 * (piece[0] != word[0]) + is_longer
                at = places[near]
                if at not in best or cost < best[at][0]:
                    best[at] = (cost, piece)
        for at in self._between(self._words, word):
            best[at] = (len(self._words[at]) > len(word), word)
        return [(cost, piece, at) for at, (cost, piece) in best.items()]

    def _likely(self, word: str) -> Sequence[int]:
        """The places of the words worth comparing: all, or of very many those that begin alike."""
        if len(self._words) <= MANY_WORDS:
            return range(len(self._words))
        return [at for letter in sorted(set(word[:2])) for at in self._between(self._words, letter)]


def spans(text: str, pieces: Iterable[str]) -> tuple[Span, ...]:
    """Where a text holds these folded pieces, at the beginning of a word if it can be."""
    letters: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        plain = folded(character)
        letters.append(plain)
        origin += [at] * len(plain)
    whole = "".join(letters)
    marked: set[int] = set()
    for piece in pieces:
        found = re.search(rf"(?<!\w){re.escape(piece)}", whole)
        start = found.start() if found else whole.find(piece)
        if start >= 0:
            marked |= set(origin[start : start + len(piece)])
    return _joined(sorted(marked))


def _joined(places: Sequence[int]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for place in places:
        if joined and joined[-1][1] == place:
            joined[-1] = (joined[-1][0], place + 1)
        else:
            joined.append((place, place + 1))
    return tuple(joined)
