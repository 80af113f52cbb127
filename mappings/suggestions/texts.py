"""Texts as weighted vectors: words and runs of characters, each by how rare it is among goals and linked items (TF-IDF).

Words are hashed, not looked up: words that no goal knows count in an item's length, so that one common word is no match.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from zlib import crc32

import numpy as np
from msgspec import Struct
from scipy import sparse

from mappings.suggestions.traits import Floats
from mappings.suggestions.words import runs, title_of, whole_of, words

BUCKETS = 2**18


class Vectors(Struct):
    """Rows of unit length: the words of titles, runs of 3 to 4 characters of titles, the words of title and text."""

    title: sparse.csr_matrix
    spelling: sparse.csr_matrix
    whole: sparse.csr_matrix

    def rows(self, chosen: object) -> "Vectors":
        return Vectors(self.title[chosen], self.spelling[chosen], self.whole[chosen])


def count(titles: Sequence[str], texts: Sequence[str]) -> Vectors:
    """How often each word stands in each text, as yet without weights."""
    wholes = [whole_of(title, text) for title, text in zip(titles, texts, strict=True)]
    heads = [title_of(title) for title in titles]
    return Vectors(_hashed(words, heads), _hashed(runs, heads), _hashed(words, wholes))


class _Buckets(dict[str, int]):
    """Of each term the column that it is counted in, worked out once."""

    def __missing__(self, term: str) -> int:
        bucket = self[term] = crc32(term.encode()) % BUCKETS
        return bucket


def _hashed(terms: Callable[[str], list[str]], texts: Sequence[str]) -> sparse.csr_matrix:
    """Texts x BUCKETS (Weinberger et al., Feature hashing for large scale multitask learning, 2009), without signs."""
    buckets = _Buckets()
    rows = [[buckets[term] for term in terms(text)] for text in texts]
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32)
    begins = np.cumsum([0, *map(len, rows)])
    counts = sparse.csr_matrix((np.ones_like(columns, np.float32), columns, begins), shape=(len(texts), BUCKETS))
    counts.sum_duplicates()
    return counts


class Weights:
    """How rare words and runs of characters are in the texts known beforehand: ln((1 + texts) / (1 + with it)) + 1."""

    def __init__(self, known: Sequence[Vectors]) -> None:
        self._words = _rarity([each.whole for each in known])
        self._chars = _rarity([each.spelling for each in known])

    def weigh(self, counts: Vectors) -> Vectors:
        return Vectors(
            _weighed(counts.title, self._words),
            _weighed(counts.spelling, self._chars),
            _weighed(counts.whole, self._words),
        )

    def shares(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Rows that sum to 1: each word of the text once, by its rarity. What such a row shares with a text is covered."""
        rare = (counts.sign() @ sparse.diags(self._words)).tocsr()
        return _divided(rare, np.asarray(rare.sum(axis=1)).ravel())


def unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    return _divided(rows, np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel()))


def _rarity(counts: Sequence[sparse.csr_matrix]) -> Floats:
    together = sparse.vstack(counts)
    having = np.bincount(together.indices, minlength=BUCKETS)
    rarity: Floats = (np.log((1 + together.shape[0]) / (1 + having)) + 1).astype(np.float32)
    return rarity


def _weighed(counts: sparse.csr_matrix, rarity: Floats) -> sparse.csr_matrix:
    rows = counts.copy()
    rows.data = (1 + np.log(rows.data)) * rarity[rows.indices]
    return unit(rows)


def _divided(rows: sparse.csr_matrix, by: Floats) -> sparse.csr_matrix:
    return (sparse.diags(1 / np.maximum(by, 1e-9)) @ rows).astype(np.float32).tocsr()
