"""Names kept in memory that a few letters lead to: beginnings, words, pieces, and slips."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from desktop.domain.search import folded, words

LONGEST = 100
MOST_WORDS = 8
FEW_LETTERS, MANY_LETTERS = 3, 6  # one slip is forgiven from the first on, two from the second
SHORT_PIECE = 5
MANY_WORDS = 20_000  # beyond, the first letter must be right, or be the second
_LETTERS = re.compile(rf"[^\W\d_]{{{FEW_LETTERS},}}")
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
    """Texts in the order in which equals are answered, each with the length of its name.

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
        held = self._holding(typed)
        if not held:
            return self._nearly(typed, limit)
        pieces = tuple(typed)
        return [Hit(number, pieces) for number in self._ranked(held, typed, limit, preferred)]

    def in_codes(self, code: str, limit: int) -> list[int]:
        """The numbers of texts that hold this behind their name."""
        sought = folded(code[:LONGEST]).strip()
        ends = self._ends
        holding = (n for n, text in enumerate(self._texts) if text.find(sought, ends[n]) >= 0)
        return list(islice(holding, limit)) if sought else []

    def _holding(self, typed: Sequence[str]) -> list[int]:
        """Numbers of the texts that hold all words; the longest word leaves the fewest."""
        first, *others = sorted(set(typed), key=len, reverse=True)
        texts = self._texts
        held = [number for number, text in enumerate(texts) if first in text]
        for word in others:
            held = [number for number in held if word in texts[number]]
        return held

    def _ranked(
        self, held: list[int], typed: list[str], limit: int, preferred: Collection[int]
    ) -> Iterator[int]:
        """Grade by grade, looking no further than needed."""
        liked = [number for number in held if number in preferred] if preferred else []
        found: dict[int, None] = {}
        for grade in self._grades(typed):
            better = (n for n in chain(liked, held) if n not in found and grade(n))
            found.update(dict.fromkeys(islice(better, limit)))
            if len(found) >= limit:
                break
        return islice(found, limit)

    def _grades(self, typed: list[str]) -> Iterator[Callable[[int], bool]]:
        texts, ends = self._texts, self._ends
        whole, begins = " ".join(typed), [f" {word}" for word in typed]
        yield lambda n: texts[n].startswith(whole)
        yield lambda n: all(word in f" {texts[n][: ends[n]]}" for word in begins)
        yield lambda n: all(word in texts[n][: ends[n]] for word in typed)
        yield lambda n: n < len(texts)

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
        for at in self._beginning(word):
            best[at] = (len(self._words[at]) > len(word), word)
        return [(cost, piece, at) for at, (cost, piece) in best.items()]

    def _likely(self, word: str) -> Sequence[int]:
        """The places of the words worth comparing: all, or of very many those that begin alike."""
        if len(self._words) <= MANY_WORDS:
            return range(len(self._words))
        return [at for letter in sorted(set(word[:2])) for at in self._beginning(letter)]

    def _beginning(self, word: str) -> range:
        """The places of the words that begin so."""
        return range(bisect_left(self._words, word), bisect_left(self._words, word + "\U0010ffff"))


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
