"""Which titles say nearly the same: their words compared as sets, without comparing each title with each other one.

Likeness is the words in common over all words of both (Jaccard). Two titles that are as like as `LEAST_LIKENESS` have three of
their longest words in common (all of them, if they are two), so each is compared only with those that have three of its longest
words (prefix filtering: Chaudhuri, Ganti, Kaushik 2006; with more than one word: Wang, Li, Feng 2012). Long words are rare
(Zipf 1935), and stay as long as they are when other titles change. Words with digits must be the same in both: versions, years
and parts tell apart.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import combinations
from math import ceil

from msgspec import Struct

LEAST_LIKENESS, LEAST_WORDS = 0.75, 2
SHARED = 3  # words that like titles have in common
MOST_ALIKE = 20  # items that may share the same words: what more of them have is a form, such as "Weekly report"
MOST_COMPARED = 100  # items with the same three long words, of which more are not compared
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


def found_by(title: str) -> set[int]:
    """Signed numbers of 64 bits, of which titles that are alike have one in common. None for one that says too little."""
    said = words(title)
    most = len(said) - ceil(LEAST_LIKENESS * len(said)) + SHARED
    longest = sorted(said, key=lambda word: (-len(word), word))[:most]
    some = combinations(longest, min(SHARED, len(said))) if len(said) >= LEAST_WORDS else ()
    return {int.from_bytes(blake2b(" ".join(each).encode(), digest_size=8).digest(), signed=True) for each in some}


def together(found: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The items that may be alike, out of pairs of what an item is found by and its number, in any order."""
    groups: dict[int, list[int]] = defaultdict(list)
    for key, number in found:
        groups[key].append(number)
    return [numbers for numbers in groups.values() if 1 < len(numbers) <= MOST_COMPARED]


def alike(titles: Iterable[tuple[int, str, Hashable]], groups: Iterable[Iterable[int]]) -> Iterator[Alike]:
    """Pairs among items (number, title, and where it belongs) that are in a group together, whose titles are alike and that
    belong to different places; in order."""
    said, places = dict[int, Words](), dict[int, Hashable]()
    for number, title, places[number] in titles:
        said[number] = words(title)
    pairs = (pair for group in groups for pair in combinations(sorted(group), 2))
    found = sorted({(one, other) for one, other in pairs if _are_alike(said[one], said[other])})
    forms = _forms(found, said)
    for one, other in found:
        if places[one] != places[other] and forms.isdisjoint((said[one], said[other])):
            mine, others = said[one], said[other]
            likeness = round(len(mine & others) / len(mine | others), 4)
            yield Alike(one, other, likeness, min(len(mine), len(others)))


def _forms(found: Iterable[tuple[int, int]], said: Mapping[int, Words]) -> set[Words]:
    """What too many items say word for word."""
    same: dict[Words, set[int]] = defaultdict(set)
    for one, other in found:
        if said[one] == said[other]:
            same[said[one]].update((one, other))
    return {each for each, numbers in same.items() if len(numbers) > MOST_ALIKE}


def _are_alike(one: Words, other: Words) -> bool:
    return len(one & other) >= LEAST_LIKENESS * len(one | other) and all(map(str.isalpha, one ^ other))
