"""Who asks, who may come in, and keys of programs."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Path, Request
from pydantic import AfterValidator, Field

from core.authority import RIGHTS, Right, Role, Visitor, may
from core.times import moment
from scheduler.actor import acting
from scheduler.hub import Hub
from scheduler.who.tokens import Made, add_token, known_tokens, remove_token
from scheduler.who.users import Invitation, add_user, everybody, invite, remove_user, set_role
from store.encoding import clean
from store.tokens import Token
from store.users import User
from web.api.once import Untold
from web.api.router import resources
from web.api.shapes import Given, Told, Words
from web.api.written import Name
from web.door import insist, insist_on_a_browser, needs
from web.site import SiteHere
from web.who.paths import place_of

router = resources("people")
keys = resources("people", Untold)
"""What answers with a key: it is told once, and kept nowhere."""
Admin = Annotated[Visitor, needs("administer")]
Somebody = Annotated[Visitor, needs("read")]
Person = Annotated[str, Path(max_length=254, description="an e-mail address"), AfterValidator(clean)]


class Me(Told):
    """`rights` are those over everything; who answers for something decides about it in any role. `scopes` are those of the
    token that came, null for a browser."""

    person: str
    name: str
    role: Role
    team: str | None
    rights: list[Right]
    scopes: list[Right] | None


class UserOut(Told):
    """`has_password` is false for those who have not chosen one and for those who sign in elsewhere."""

    person: str
    name: str
    role: Role
    has_password: bool
    invited_until: datetime | None
    created_at: datetime
    seen_at: datetime | None


class Invited(Told):
    """`link` leads to where the person chooses a password, once, within 48 hours. Nobody can look it up afterwards."""

    user: UserOut
    link: str


class NewUser(Given):
    email: Words
    role: Role = "viewer"
    name: Words = ""


class GivenRole(Given):
    role: Role


class TokenOut(Told):
    id: str
    person: str
    name: str
    scopes: list[Right]
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None


class NewToken(Given):
    """`scopes` are rights that the role of its person has; `days` null: it holds without an end."""

    name: Words
    scopes: list[Right] = Field(min_length=1, max_length=len(RIGHTS))
    days: int | None = Field(default=None, ge=1, le=3650)


class MadeToken(Told):
    """`key` is told once, and known to nobody afterwards."""

    token: TokenOut
    key: str


@router.get("/me")
def me(visitor: Somebody) -> Me:
    """Who asks, and what they may."""
    return Me(
        person=visitor.person,
        name=visitor.name,
        role=visitor.role,
        team=visitor.team,
        rights=[each for each in RIGHTS if may(visitor, each)],
        scopes=None if visitor.scopes is None else [each for each in RIGHTS if each in visitor.scopes],
    )


@router.get("/users")
def users(here: SiteHere, _visitor: Admin) -> list[UserOut]:
    """All who may come in, in order of e-mail addresses."""
    return [_user(each) for each in everybody(here.hub)]


@keys.post("/users", status_code=201)
def add(request: Request, given: NewUser, here: SiteHere, visitor: Admin) -> Invited:
    """Somebody new may come in."""
    return _invited(request, visitor, here.hub, lambda hub: add_user(hub, given.email, given.role, given.name))


@keys.post("/users/{person}/invite", status_code=201)
def again(request: Request, person: Person, here: SiteHere, visitor: Admin) -> Invited:
    """A new link in place of an earlier one; the password that they have holds until they choose another."""
    return _invited(request, visitor, here.hub, lambda hub: invite(hub, person))


@router.put("/users/{person}")
def give(person: Person, given: GivenRole, here: SiteHere, visitor: Admin) -> UserOut:
    """Another role, from their next request on."""
    with acting(visitor.person):
        return _user(set_role(here.hub, person, given.role))


@router.delete("/users/{person}")
def remove(person: Person, here: SiteHere, visitor: Admin) -> UserOut:
    """With their browsers and tokens, from their next request on."""
    with acting(visitor.person):
        return _user(remove_user(here.hub, person))


@router.get("/tokens")
def tokens(here: SiteHere, visitor: Somebody, everybodys: bool = False) -> list[TokenOut]:
    """One's own, or those of everybody, for admins; oldest first, those that have ended too."""
    if everybodys:
        insist(visitor, "administer")
    return [_token(each) for each in known_tokens(here.hub, None if everybodys else visitor.person)]


@keys.post("/tokens", status_code=201)
def make(given: NewToken, here: SiteHere, visitor: Somebody) -> MadeToken:
    """For somebody who is signed in with a browser: a token makes no other one."""
    insist_on_a_browser(visitor)
    with acting(visitor.person):
        made: Made = add_token(here.hub, visitor.person, given.name, given.scopes, given.days)
    return MadeToken(token=_token(made.token), key=made.key)


@router.delete("/tokens/{id_}")
def revoke(id_: Name, here: SiteHere, visitor: Somebody) -> TokenOut:
    """One's own, or anybody's for admins; it holds no longer."""
    insist_on_a_browser(visitor)
    whose = None if may(visitor, "administer") else visitor.person
    with acting(visitor.person):
        return _token(remove_token(here.hub, id_, whose))


def _invited(request: Request, visitor: Visitor, hub: Hub, deed: Callable[[Hub], Invitation]) -> Invited:
    with acting(visitor.person):
        made = deed(hub)
    return Invited(user=_user(made.user), link=place_of(hub, request) + made.path)


def _user(user: User) -> UserOut:
    return UserOut(
        person=user.person,
        name=user.name,
        role=user.role,
        has_password=user.password is not None,
        invited_until=_moment(user.invited_until),
        created_at=moment(user.created_at),
        seen_at=_moment(user.seen_at),
    )


def _token(token: Token) -> TokenOut:
    return TokenOut(
        id=token.id,
        person=token.person,
        name=token.name,
        scopes=[each for each in RIGHTS if each in token.scopes.split()],
        created_at=moment(token.created_at),
        used_at=_moment(token.used_at),
        expires_at=_moment(token.expires_at),
    )


def _moment(at: int | None) -> datetime | None:
    return None if at is None else moment(at)
