"""A person who is to be forgotten: a pseudonym stands wherever their e-mail addresses, names and accounts stood. Pure.

Two things keep it so. `Scrub` takes known words out of texts that are kept. `Erased` knows only keyed hashes, and puts the same
pseudonyms into whatever is pulled later; so the hub recognises the person without knowing who it is.
"""

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import fields, replace

from core.people import People, Person
from core.records import Account, Checkpoint

R = TypeVar("R")
GONE = "[erased]"
DISTINCTIVE = 8  # characters of an account's id that is no word of any language
PERSONAL = frozenset(
    (
        *("author", "assignee", "participants", "actor", "members", "owners", "accounts", "email", "before", "after"),
        *("fields", "id", "name"),
    )
)
"""Fields of records in which persons and accounts stand; `id` and `name` only those of accounts."""
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


class Traces(Struct, frozen=True):
    """By what a person is known: e-mail addresses, full names, and accounts as (tool, id)."""

    emails: tuple[str, ...]
    names: tuple[str, ...] = ()
    accounts: tuple[tuple[str, str], ...] = ()

    @property
    def handles(self) -> list[str]:
        return [f"{source}:{id_}" for source, id_ in self.accounts]


def keyed(value: str, key: bytes) -> str:
    """What is remembered of an e-mail address (in any case) or a handle such as `github:ana-l`."""
    return hmac.new(key, f"erased {value.lower()}".encode(), sha256).hexdigest()[:32]


def pseudonym(value: str, key: bytes) -> str:
    return f"erased-{keyed(value, key)[:10]}"


def pseudonyms(traces: Traces, key: bytes) -> dict[str, str]:
    """By keyed hash. All addresses of a person give one, each account gives its own."""
    person = pseudonym(traces.emails[0], key)
    found = {keyed(email, key): person for email in traces.emails}
    return found | {keyed(handle, key): pseudonym(handle, key) for handle in traces.handles}


class Erased:
    """Puts pseudonyms (by keyed hash) into what is pulled."""

    def __init__(self, known: Mapping[str, str], key: bytes) -> None:
        self._known = known
        self._find = lru_cache(100_000)(lambda value: known.get(keyed(value, key)))

    def record(self, record: R) -> R:
        """The record without the person; the same one if they are not in it."""
        if not self._known or isinstance(record, Checkpoint):
            return record
        masked: R = self._masked(record, getattr(record, "source", ""))
        return masked

    def people(self, people: People) -> People:
        """The people map without those who were erased: their accounts stay one person's."""
        if not self._known:
            return people
        return replace(
            people, people={self._text(email): self._person(email, each) for email, each in people.people.items()}
        )

    def _person(self, email: str, person: Person) -> Person:
        found = self._find(email)
        accounts = tuple(self._word(each, "") for each in person.accounts)
        return replace(person, name=found, accounts=accounts) if found else person

    def _masked(self, record: Any, source: str) -> Any:
        if isinstance(record, Account) and self._is_erased(record):
            return self._account(record)
        news = {}
        for field in fields(record):
            value = getattr(record, field.name)
            personal = field.name in PERSONAL and (field.name not in ("id", "name") or isinstance(record, Account))
            if (new := self._value(value, source, personal)) != value:
                news[field.name] = new
        return replace(record, **news) if news else record

    def _value(self, value: Any, source: str, personal: bool) -> Any:
        if isinstance(value, str):
            return self._word(value, source) if personal else self._text(value)
        if isinstance(value, tuple):
            return tuple(self._value(each, source, personal) for each in value)
        if isinstance(value, dict):
            return {name: self._value(each, source, personal) for name, each in value.items()}
        return self._masked(value, source) if isinstance(value, Struct) else value

    def _word(self, value: str, source: str) -> str:
        tool, colon, _ = value.partition(":")
        if colon and (found := self._find(value)):
            return f"{tool}:{found}"
        return self._find(f"{source}:{value}") or self._text(value)

    def _text(self, value: str) -> str:
        if "@" not in value:
            return value
        return _EMAIL.sub(lambda found: self._find(found[0]) or found[0], value)

    def _is_erased(self, account: Account) -> bool:
        return bool(self._find(f"{account.source}:{account.id}") or (account.email and self._find(account.email)))

    def _account(self, account: Account) -> Account:
        """With the same address as the person's others, so that all of them stay one person's."""
        id_ = self._find(f"{account.source}:{account.id}") or account.id
        email = self._find(account.email) if account.email else None
        return replace(account, id=id_, name=email or id_, email=email, zone="")


class Scrub:
    """Takes what is known of a person out of texts and JSON. Short ids of accounts, and names of one word, may be words of the
    language: those go where they stand alone, after a quotation mark, or as `@id` and `tool:id`."""

    def __init__(self, traces: Traces, key: bytes) -> None:
        self.person = pseudonym(traces.emails[0], key)
        full, short = ([each for each in traces.names if (" " in each) is spaced] for spaced in (True, False))
        ids = {id_.lower(): pseudonym(f"{source}:{id_}", key) for source, id_ in traces.accounts}
        self._alone = {name.lower(): self.person for name in short} | ids
        self._news = self._alone | {each.lower(): self.person for each in (*traces.emails, *_spelled(full))}
        self.needles = (*traces.emails, *_spelled(traces.names), *(id_ for _, id_ in traces.accounts))
        """Whatever has none of these in it needs no look."""
        words = [re.escape(each) for each in self._news if each not in self._alone or len(each) >= DISTINCTIVE]
        words += [rf"(?<=[@:\"]){re.escape(each)}(?=[\"\s>,.;:)]|$)" for each in self._alone]
        found = "|".join(sorted(words, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![\w.+-])(?:{found})(?![\w@-])", re.IGNORECASE)

    def text(self, text: str, *, gone: bool = False) -> str:
        """`gone`: what stands in a tool by the hub's hand says nothing in their place, so that it is written anew."""
        if whole := self._alone.get(text.lower()):
            return GONE if gone else whole
        return self._pattern.sub(lambda found: GONE if gone else self._news[found[0].lower()], text)


def _spelled(names: Iterable[str]) -> list[str]:
    """As they stand, and as they stand in JSON."""
    return sorted({form for name in names for form in (name, json.dumps(name, ensure_ascii=False)[1:-1])})
