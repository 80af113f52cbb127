"""The words of a text, as goals and items are compared by them. Hostile text costs no more than its first characters."""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

TITLE_LIMIT, TEXT_LIMIT = 200, 600  # characters; what is further down a text says little of what it is for
_RUN = re.compile(r"\w+(?:[-'’./]\w+)*")
_PART = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MARKUP = re.compile(r"https?://\S+|\]\([^)]*\)|<[^<>]{1,80}>")
_COMMON_WORDS = """a about across add after all allow also an and any are as at be been better both but by can continue could
do does each ensure for from further get has have how if implement improve in into introduce is it its let make more need needs
new no not of on one only or other our out over own provide should so some still such than that the their them then there these
they this those through to too under up update use used using via was we were what when where which while who why will with
within without work would you your"""
COMMON = frozenset(_COMMON_WORDS.split())


def title_of(title: str) -> str:
    return _readable(title[:TITLE_LIMIT])


def whole_of(title: str, text: str) -> str:
    """Title and the beginning of the text, without addresses and markup."""
    return f"{title_of(title)}\n{_readable(_MARKUP.sub(' ', text[:TEXT_LIMIT]))}"


def _readable(text: str) -> str:
    """One way to write each character; halves of characters become question marks."""
    return normalize("NFKC", text).encode("utf-8", "replace").decode("utf-8")


def words(text: str) -> list[str]:
    """In lower case, without common ones: `Check-out for refunds` gives check, out, checkout, refund.

    Words joined by a sign count apart and as one; scripts without spaces give each pair of characters.
    """
    return [word for run in _RUN.findall(_HUMP.sub("-", text)) for word in _of_run(run)]


@lru_cache(maxsize=2**16)  # few words make up most of all texts
def _of_run(run: str) -> tuple[str, ...]:
    return tuple(_parts(run))


def _parts(run: str) -> Iterator[str]:
    parts = [part.lower() for part in _PART.findall(run)]
    if len(parts) > 1:
        parts.append("".join(parts))
    for part in parts:
        if _UNSPACED.search(part):
            yield from (part[at : at + 2] for at in range(max(len(part) - 1, 1)))
        elif len(part) > 1 and part not in COMMON:
            yield _singular(part)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def runs(text: str) -> list[str]:
    """Runs of 3 and 4 characters in lower case, within words as spaces part them: `a go` gives ` a `, ` go`, `go `, ` go `."""
    return [run for word in text.lower().split() for run in _runs_of(word)]


@lru_cache(maxsize=2**16)
def _runs_of(word: str) -> tuple[str, ...]:
    apart = f" {word} "
    return tuple(apart[at : at + size] for size in (3, 4) if size <= len(apart) for at in range(len(apart) - size + 1))
