"""Which titles say nearly the same: their words compared as sets, without comparing each title with each other one.

Likeness is the words in common over all words of both (Jaccard). Two titles that are as like as `LEAST_LIKENESS` have two of
their rarest words in common, so each is compared only with those that have two of its rarest words (prefix filtering:
Chaudhuri, Ganti, Kaushik 2006; with more than one word: Wang, Li, Feng 2012). Words with digits must be the same in both:
versions, years and parts tell apart.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from math import ceil

from msgspec import Struct

LEAST_LIKENESS, LEAST_WORDS = 0.75, 2
MOST_ALIKE = 20  # items that may share the same words: what more of them have is a form, such as "Weekly report"
MOST_COMPARED = 200  # titles with the same two rare words, of which a further one is compared with no more
STOPWORDS = frozenset(
    ("a", "an", "and", "are", "as", "at", "be", "by", "do", "for", "from", "has", "have", "if", "in", "into", "is", "it",
     "its", "of", "on", "or", "our", "so", "that", "the", "their", "this", "to", "was", "we", "with")
)  # fmt: skip
_REFERENCE = re.compile(r"https?://\S+|\[[^\]\s]*\]|\b[A-Z][A-Z0-9_]+-\d+\b|\S+/\S+#\d+")
_WORD = re.compile(r"[^\W_]+")

Words = frozenset[str]


class Alike(Struct, frozen=True, gc=False):
    """Two items by number, the lower first. `likeness` is a share 0–1, `words` the number of words of the shorter title."""

    one: int
    other: int
    likeness: float
    words: int


def words(title: str) -> Words:
    """Small, without accents, keys, addresses and words that say nothing."""
    plain = unicodedata.normalize("NFKD", _REFERENCE.sub(" ", title).casefold())
    letters = plain if plain.isascii() else "".join(each for each in plain if not unicodedata.combining(each))
    return frozenset(_WORD.findall(letters)) - STOPWORDS


def alike(titles: Iterable[tuple[int, str, Hashable]]) -> Iterator[Alike]:
    """Pairs among items (number, title, and where it belongs) whose titles are alike and that belong to different places."""
    groups: dict[Words, list[int]] = defaultdict(list)
    places: dict[int, Hashable] = {}
    for number, title, place in titles:
        said = words(title)
        if len(said) >= LEAST_WORDS:
            groups[said].append(number)
            places[number] = place
    few = {said: numbers for said, numbers in groups.items() if len(numbers) <= MOST_ALIKE}
    for said, numbers in few.items():
        yield from _pairs(combinations(numbers, 2), 1.0, len(said), places)
    for one, other in _near(list(few)):
        likeness = round(len(one & other) / len(one | other), 4)
        yield from _pairs(product(few[one], few[other]), likeness, min(len(one), len(other)), places)


def _pairs(
    pairs: Iterable[tuple[int, int]], likeness: float, count: int, places: Mapping[int, Hashable]
) -> Iterator[Alike]:
    for pair in pairs:
        one, other = sorted(pair)
        if places[one] != places[other]:
            yield Alike(one, other, likeness, count)


def _near(titles: Sequence[Words]) -> Iterator[tuple[Words, Words]]:
    """Different titles that are alike, each pair once."""
    rank = _ranks(titles)
    seen: dict[tuple[str, str], list[Words]] = defaultdict(list)
    for said in titles:
        found: dict[Words, None] = {}
        for key in combinations(_rarest(said, rank), 2):
            found.update(dict.fromkeys(seen[key]))
            if len(seen[key]) < MOST_COMPARED:
                seen[key].append(said)
        yield from ((other, said) for other in found if _are_alike(other, said))


def _ranks(titles: Iterable[Words]) -> dict[str, int]:
    """Each word by how rare it is."""
    counts = Counter(word for said in titles for word in said)
    return {word: rank for rank, word in enumerate(sorted(counts, key=lambda word: (counts[word], word)))}


def _rarest(said: Words, rank: Mapping[str, int]) -> list[str]:
    """As many words as two like titles may differ in, and two more: two of these are in both."""
    ordered = sorted(said, key=rank.__getitem__)
    return ordered[: len(said) - ceil(LEAST_LIKENESS * len(said)) + 2]


def _are_alike(one: Words, other: Words) -> bool:
    return len(one & other) >= LEAST_LIKENESS * len(one | other) and all(map(str.isalpha, one ^ other))
