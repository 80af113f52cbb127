"""Use cases: keys of programs, which may do some of what their person may."""

from collections.abc import Iterable
from datetime import timedelta
from secrets import token_hex
from typing import cast

import msgspec
from msgspec import Struct

from core.authority import RIGHTS, Right, Visitor, offered
from core.spelling import hint
from core.times import millis
from scheduler.actor import actor
from scheduler.hub import Hub
from scheduler.who.entry import Entry, NoEntry, digest_of, new_key
from scheduler.who.users import known
from store import audit, tokens, users
from store.tokens import Token

PREFIX = "fairlead_"  # by which a token is known where it should not stand
LONGEST = 80  # characters of a name
LONGEST_DAYS = 3650


class Made(Struct, frozen=True):
    """`key` is told once, and known to nobody afterwards."""

    token: Token
    key: str


def add_token(hub: Hub, person: str, name: str, scopes: Iterable[str], days: int | None = None) -> Made:
    """NoEntry for a person who may not come in, for what is no right, and for rights that their role has not."""
    called = " ".join(name.split())[:LONGEST]
    if not called:
        raise NoEntry("give the token a name, which says what it is for")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise NoEntry(f"a token holds for 1 to {LONGEST_DAYS:,} days, or without an end")
    key, now = PREFIX + new_key(), hub.clock()
    with hub.store.write() as tx:
        user = known(tx, person)
        given = _rights(scopes, offered(user.role), user.role)
        made = Token(
            digest=digest_of(key),
            id=token_hex(4),
            person=user.person,
            name=called,
            scopes=" ".join(given),
            created_at=millis(now),
            expires_at=None if days is None else millis(now + timedelta(days=days)),
        )
        tokens.add(tx, made)
        audit.record(tx, now, actor(), "add token", f"token {made.id}", None, _told(made))
    return Made(made, key)


def by_token(hub: Hub, key: str) -> Entry | None:
    """Whose program it is, as their role stands now; None for a key that holds not."""
    digest, now = digest_of(key), millis(hub.clock())
    with hub.store.read() as tx:
        held = tokens.token(tx, digest)
        user = users.user(tx, held.person) if held and (held.expires_at is None or now < held.expires_at) else None
        if held is None or user is None:
            return None
        team = users.team_of(tx, user.person)
    scopes = frozenset(cast(list[Right], held.scopes.split()))
    visitor = Visitor(person=user.person, role=user.role, name=user.name, team=team, scopes=scopes)
    return Entry(visitor, "token", digest, held.used_at)


def known_tokens(hub: Hub, person: str | None = None) -> list[Token]:
    """Those of one person or of all, oldest first; those that have ended too."""
    with hub.store.read() as tx:
        return tokens.tokens(tx, person)


def remove_token(hub: Hub, begins: str, person: str | None = None) -> Token:
    """The one whose id begins so; of `person` alone where that is given. NoEntry when that is none or several."""
    with hub.store.write() as tx:
        found = [each for each in tokens.tokens(tx, person) if begins and each.id.startswith(begins)]
        if len(found) != 1:
            there = "there is no token" if not found else f"there are {len(found)} tokens"
            raise NoEntry(f"{begins}: {there} whose id begins so; `fairlead tokens list` shows them")
        tokens.remove(tx, found[0].digest)
        audit.record(tx, hub.clock(), actor(), "remove token", f"token {found[0].id}", _told(found[0]), None)
    return found[0]


def _rights(scopes: Iterable[str], allowed: tuple[Right, ...], role: str) -> list[str]:
    wanted = [word for each in scopes for word in each.replace(",", " ").split()]
    for each in wanted:
        if each not in RIGHTS:
            raise NoEntry(f"there is no scope {each}{hint(each, RIGHTS, 'there are ' + ', '.join(RIGHTS))}")
        if each not in allowed:
            raise NoEntry(f"{role}s may not {each}, and their tokens neither; leave that scope out")
    if not wanted:
        raise NoEntry(f"say what the token may do: {', '.join(allowed)}")
    return [each for each in RIGHTS if each in wanted]


def _told(token: Token) -> str:
    return msgspec.json.encode({"person": token.person, "name": token.name, "scopes": token.scopes}).decode()
