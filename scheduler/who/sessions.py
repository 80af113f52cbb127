"""Use cases: browsers are signed in and out, and known again."""

from datetime import datetime, timedelta

from core.authority import Visitor
from core.times import millis, moment
from scheduler.hub import Hub
from scheduler.web_settings import WebSettings
from scheduler.who.entry import Entry, NoEntry, digest_of, new_key
from scheduler.who.passwords import fits
from store import audit, sessions, users
from store.sessions import Session
from store.users import User

WRONG = "that is not the e-mail address and password of anybody here"


def sign_in(hub: Hub, email: str, password: str) -> User:
    """Whoever has this password. NoEntry in the same words and after the same time, whatever of it is wrong."""
    with hub.store.read() as tx:
        found = users.user(tx, email.strip().lower())
    if not fits(found.password if found else None, password) or found is None:
        raise NoEntry(WRONG)
    return found


def begin_session(hub: Hub, person: str, via: str, before: str = "") -> str:
    """A new key for the browser's cookie; the one that it held `before` holds no longer."""
    key, now = new_key(), hub.clock()
    ends = now + timedelta(days=hub.config.web.session_days)
    with hub.store.write() as tx:
        found = users.user(tx, person)
        if found is None:
            raise NoEntry(WRONG)
        sessions.end(tx, digest_of(before))
        begun = Session(
            digest=digest_of(key),
            person=person,
            via=via,
            created_at=millis(now),
            used_at=millis(now),
            expires_at=millis(ends),
        )
        sessions.begin(tx, begun)
        users.seen(tx, person, now)
        audit.record(tx, now, person, "sign in", f"user {person}", None, via)
    return key


def by_session(hub: Hub, key: str) -> Entry | None:
    """Whose browser it is, as their role stands now; None when nobody is signed in by it."""
    digest = digest_of(key)
    with hub.store.read() as tx:
        held = sessions.session(tx, digest)
        user = users.user(tx, held.person) if held and holds(held, hub.clock(), hub.config.web) else None
        if held is None or user is None:
            return None
        team = users.team_of(tx, user.person)
    visitor = Visitor(person=user.person, role=user.role, name=user.name, team=team)
    return Entry(visitor, "session", digest, held.used_at)


def holds(session: Session, now: datetime, settings: WebSettings) -> bool:
    """It ends when nobody used it for some hours, and after some days in any case."""
    idle = now - moment(session.used_at) >= timedelta(hours=settings.idle_hours)
    return not idle and millis(now) < session.expires_at


def sessions_of(hub: Hub, person: str) -> list[Session]:
    with hub.store.read() as tx:
        found = sessions.of_person(tx, person)
    return [each for each in found if holds(each, hub.clock(), hub.config.web)]


def end_session(hub: Hub, key: str) -> None:
    with hub.store.write() as tx:
        sessions.end(tx, digest_of(key))


def end_session_of(hub: Hub, person: str, label: str) -> None:
    """One of theirs, by its label; nothing happens where it has ended."""
    with hub.store.write() as tx:
        for each in sessions.of_person(tx, person):
            if each.label == label:
                sessions.end(tx, each.digest)
