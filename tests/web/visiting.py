"""The pages of a company's hub, asked as a browser asks: through the whole application, without a socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from scheduler.hub import Hub
from scheduler.web_settings import WebSettings
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene
from web.app import pages

HERE = "http://127.0.0.1:8787"
SEED = 7


@contextmanager
def visited(folder: Path, web: WebSettings | None = None) -> Iterator[tuple[Scene, TestClient]]:
    """A judged company of 16 people, and somebody at its pages who may do everything, unless `web` says otherwise. `folder` is
    a temporary one of the test run."""
    with begun(travelled, folder, SEED) as now:
        hub = at_pages(now, web)
        with closing_tools(hub), TestClient(pages(lambda: hub), HERE) as client:
            yield now, client


def at_pages(now: Scene, web: WebSettings | None = None) -> Hub:
    """Its hub, with pages at which everybody may do everything, unless `web` says otherwise."""
    return now.hub.edited(replace(now.hub.config, web=web or WebSettings(sign_in=False)))


@contextmanager
def closing_tools(hub: Hub) -> Iterator[None]:
    """A page may have connected them."""
    try:
        yield
    finally:
        hub.disconnect()
