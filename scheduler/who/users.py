"""Use cases: people are given entry, a role, a link to choose a password by; and lose them. Each change is in the audit."""

from datetime import timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from core.authority import ROLES, Role
from core.spelling import hint
from core.times import millis
from scheduler.actor import acting, actor
from scheduler.hub import Hub
from scheduler.who.entry import NoEntry, digest_of, new_key
from scheduler.who.passwords import fits, hashed
from store import audit, sessions, users
from store.users import User

INVITED = timedelta(hours=48)
LONGEST = 254  # characters of an address: RFC 5321


class Invitation(Struct, frozen=True):
    """`path` is that of a page where the person chooses a password, once, within 48 hours."""

    user: User
    path: str


def add_user(hub: Hub, email: str, role: str, name: str = "") -> Invitation:
    """NoEntry for what is no address or role, and for somebody who is there already."""
    person, given = address(email), known_role(role)
    with hub.store.write() as tx:
        if users.user(tx, person):
            raise NoEntry(f"{person} may come in already; give another role, or invite them again")
        made = User(person=person, name=" ".join(name.split()), role=given, created_at=millis(hub.clock()))
        note(hub, tx, "add user", person, None, made)
        return _invited(hub, tx, made)


def invite(hub: Hub, email: str) -> Invitation:
    """A new link in place of an earlier one. A password that was chosen holds until another one is."""
    with hub.store.write() as tx:
        found = known(tx, email)
        note(hub, tx, "invite user", found.person, None, None)
        return _invited(hub, tx, found)


def set_role(hub: Hub, email: str, role: str) -> User:
    """It counts from their next request on; browsers are signed out where it is a lesser one."""
    given = known_role(role)
    with hub.store.write() as tx:
        found = known(tx, email)
        _keep_an_admin(tx, found, given)
        return change_role(hub, tx, found, given)


def change_role(hub: Hub, tx: Connection, found: User, role: Role) -> User:
    changed = replace(found, role=role)
    if changed != found:
        users.save(tx, changed)
        note(hub, tx, "set role", found.person, found, changed)
    if ROLES.index(role) < ROLES.index(found.role):
        sessions.end_all(tx, found.person)
    return changed


def remove_user(hub: Hub, email: str) -> User:
    """With their browsers and tokens, from the next request on."""
    with hub.store.write() as tx:
        found = known(tx, email)
        _keep_an_admin(tx, found, None)
        users.remove(tx, found.person)
        note(hub, tx, "remove user", found.person, found, None)
        return found


def everybody(hub: Hub) -> list[User]:
    with hub.store.read() as tx:
        return users.users(tx)


def found_user(hub: Hub, person: str) -> User | None:
    with hub.store.read() as tx:
        return users.user(tx, person)


def invited(hub: Hub, key: str) -> User | None:
    """Whose link it is, as long as it holds."""
    with hub.store.read() as tx:
        return users.invited(tx, digest_of(key), hub.clock())


def choose_password(hub: Hub, key: str, password: str) -> User:
    """By the link, which holds no longer then. NoEntry."""
    if invited(hub, key) is None:
        raise NoEntry(_ENDED)
    secret = hashed(password)
    with hub.store.write() as tx:
        found = users.invited(tx, digest_of(key), hub.clock())
        if found is None:
            raise NoEntry(_ENDED)
        with acting(found.person):
            return _with_password(hub, tx, found, secret)


def change_password(hub: Hub, person: str, old: str, new: str) -> User:
    """NoEntry where the old one is not theirs."""
    with hub.store.read() as tx:
        found = users.user(tx, person)
    if found is None or not fits(found.password, old):
        raise NoEntry("that is not your present password")
    secret = hashed(new)
    with hub.store.write() as tx:
        return _with_password(hub, tx, known(tx, person), secret)


def address(email: str) -> str:
    """In lower case; NoEntry for what is none."""
    found = email.strip().lower()
    name, at, host = found.rpartition("@")
    if not (name and at and host) or len(found) > LONGEST or not found.isprintable() or " " in found:
        raise NoEntry(f"{email.strip()[:80]!r} is no e-mail address; write one such as ana@example.com")
    return found


def known_role(role: str) -> Role:
    if role not in ROLES:
        raise NoEntry(f"there is no role {role}{hint(role, ROLES, 'there are ' + ', '.join(ROLES))}")
    return role


def known(tx: Connection, email: str) -> User:
    """NoEntry for somebody who may not come in."""
    person = email.strip().lower()
    if found := users.user(tx, person):
        return found
    near = hint(person, [each.person for each in users.users(tx)], "`fairlead users list` shows who may")
    raise NoEntry(f"{person} may not come in{near}")


def _invited(hub: Hub, tx: Connection, user: User) -> Invitation:
    key, until = new_key(), hub.clock() + INVITED
    made = replace(user, invitation=digest_of(key), invited_until=millis(until))
    users.save(tx, made)
    return Invitation(made, f"/invitation?key={key}")


def _with_password(hub: Hub, tx: Connection, user: User, secret: str) -> User:
    """Whoever was signed in by the one before is not any more."""
    changed = replace(user, password=secret, invitation=None, invited_until=None)
    users.save(tx, changed)
    sessions.end_all(tx, user.person)
    note(hub, tx, "choose password", user.person, None, None)
    return changed


def _keep_an_admin(tx: Connection, user: User, role: Role | None) -> None:
    others = [each for each in users.users(tx) if each.role == "admin" and each.person != user.person]
    if user.role == "admin" and role != "admin" and not others:
        raise NoEntry(f"{user.person} is the last admin; make somebody else one first")


def note(hub: Hub, tx: Connection, action: str, person: str, before: User | None, after: User | None) -> None:
    """In the audit, neither passwords nor links."""
    said = (None if each is None else msgspec.json.encode(_told(each)).decode() for each in (before, after))
    audit.record(tx, hub.clock(), actor(), action, f"user {person}", *said)


def _told(user: User) -> dict[str, str]:
    return {"name": user.name, "role": user.role}


_ENDED = "this link holds no longer; ask whoever gave it to you for another one"
