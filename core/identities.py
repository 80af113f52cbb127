"""Whose an account may be, judged by names alone. Only ever a suggestion: a person puts it into the people map, or not."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from core.records import Account

THRESHOLD = 0.6  # a share: below this a likeness says nothing
TAIL = 0.1  # what digits at the end of a login cost: alopez2 may be somebody else
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_WORD = re.compile(r"[^\W_]+")


class Suggestion(Struct, frozen=True, kw_only=True):
    """`confidence` is a share 0–1, `reason` says in words what the account and the person (e-mail) have in common."""

    account: Account
    person: str
    confidence: float
    reason: str


class _Form(Struct, frozen=True):
    """One way to write a person down: `name` in any order of its words, `login` without what stands between them."""

    kind: str
    text: str
    confidence: float
    how: str


def suggestions(accounts: Iterable[Account], persons: Mapping[str, str]) -> list[Suggestion]:
    """For each account the one person (by e-mail, with their names) that it is most like; none where two are as likely,
    nor where two accounts of one tool are as like the same person."""
    known: dict[tuple[str, str], list[tuple[str, _Form]]] = defaultdict(list)
    for person, name in persons.items():
        for form in _forms(person, name):
            known[form.kind, form.text].append((person, form))
    found = [best for account in accounts if (best := _best(account, known))]
    claims: dict[tuple[str, str], list[float]] = defaultdict(list)
    for each in found:
        claims[each.account.source, each.person].append(each.confidence)
    return [each for each in found if _first(each.confidence, claims[each.account.source, each.person])]


def _best(account: Account, known: Mapping[tuple[str, str], list[tuple[str, _Form]]]) -> Suggestion | None:
    likely: dict[str, Suggestion] = {}
    for probe in _probes(account):
        for person, form in known.get((probe.kind, probe.text), ()):
            share = round(min(probe.confidence, form.confidence), 2)
            if share >= THRESHOLD and (person not in likely or likely[person].confidence < share):
                reason = f"{probe.how} {form.how} {person}"
                likely[person] = Suggestion(account=account, person=person, confidence=share, reason=reason)
    shares = [each.confidence for each in likely.values()]
    return next((each for each in likely.values() if _first(each.confidence, shares)), None)


def _first(share: float, shares: list[float]) -> bool:
    """The highest, and no other as high."""
    return share == max(shares) and shares.count(share) == 1


def _forms(person: str, name: str) -> Iterator[_Form]:
    local = person.partition("@")[0]
    yield _Form("login", "".join(_words(local)), 0.9, "is the address of")
    words = _words(name) or _words(local)
    if len(words) < 2:
        return
    first, last = words[0], words[-1]
    yield _Form("name", _any_order(words), 0.95, "is the name of")
    if len(words) > 2:
        yield _Form("name", _any_order([first, last]), 0.8, "is the first and last name of")
    for text in (first + last, last + first):
        yield _Form("login", text, 0.85, "is the name of")
    for text in (first[0] + last, last + first[0]):
        yield _Form("login", text, 0.7, "is an initial and the last name of")
    yield _Form("login", first + last[0], THRESHOLD, "is the first name and an initial of")


def _probes(account: Account) -> Iterator[_Form]:
    words = _words(account.name)
    if len(words) > 1:
        yield _Form("name", _any_order(words), 1.0, f'its name "{account.name}"')
        if len(words) > 2:
            yield _Form("name", _any_order([words[0], words[-1]]), 0.8, f'without what is between, "{account.name}"')
    for login in dict.fromkeys((account.id, account.name if len(words) == 1 else "")):
        text = "".join(_words(login))
        yield _Form("login", text, 1.0, f"its login {login}")
        if bare := text.rstrip("0123456789"):
            yield _Form("login", bare, 0.9 - TAIL, f"its login {login}, without digits,")


def _words(text: str) -> list[str]:
    """Small letters without accents, in the order in which they are written."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def _any_order(words: Iterable[str]) -> str:
    return " ".join(sorted(words))
