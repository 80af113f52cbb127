"""Browsers and programs of people who may come in, at the pages of a hub on which everybody signs in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from core.authority import RIGHTS, Right, Role
from scheduler.hub import Hub, open_hub
from scheduler.web_settings import WebSettings
from scheduler.who.sessions import begin_session
from scheduler.who.tokens import add_token
from scheduler.who.users import add_user, choose_password
from tests.store.samples import NOW
from web.app import pages
from web.who.known import COOKIE

SAFE = "https://127.0.0.1:8787"  # a browser keeps a Secure cookie on this machine without TLS too; the client of tests does not
PASSWORD = "correct horse battery staple"


@contextmanager
def guarded(folder: Path, web: WebSettings | None = None) -> Iterator[tuple[Hub, TestClient]]:
    """An empty hub, and a browser of nobody."""
    config = folder / "config.toml"
    config.write_text("")
    config.with_name("mappings.toml").write_text("")
    with open_hub(config, lambda: NOW) as opened, start_blocking_portal() as portal:
        hub = opened.edited(replace(opened.config, web=web or WebSettings(requests_a_minute=1_000_000)))
        client = TestClient(pages(lambda: hub))
        client.portal = portal
        yield hub, stranger(client)


def stranger(client: TestClient) -> TestClient:
    """Another browser, of nobody."""
    return beside(client, {"sec-fetch-site": "same-origin"})


def beside(client: TestClient, headers: dict[str, str]) -> TestClient:
    """At the same pages, in the same event loop: to start one for each request takes as long as to answer it."""
    made = TestClient(client.app, SAFE, headers=headers, follow_redirects=False)
    made.portal = client.portal
    return made


def enters(hub: Hub, role: Role = "viewer", name: str = "") -> str:
    """The e-mail address of somebody new, who has a password."""
    person = f"{name or role}@example.com"
    choose_password(hub, add_user(hub, person, role).path.partition("=")[2], PASSWORD)
    return person


def browser(client: TestClient, hub: Hub, person: str) -> TestClient:
    """One that is signed in as this person."""
    made = stranger(client)
    made.cookies.set(COOKIE, begin_session(hub, person, "password"))
    return made


def program(client: TestClient, hub: Hub, person: str, *scopes: Right) -> TestClient:
    """One with a token of this person."""
    key = add_token(hub, person, "a program", scopes or RIGHTS[:1]).key
    return beside(client, {"authorization": f"Bearer {key}"})
