"""The pages of a company's hub, asked as a browser asks: through the whole application, without a socket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from scheduler.config import WebSettings
from scheduler.hub import Hub
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene
from web.app import pages

HERE = "http://127.0.0.1:8787"
SEED = 7


@contextmanager
def visited(folder: Path, web: WebSettings | None = None) -> Iterator[tuple[Scene, TestClient]]:
    """A judged company of 16 people, and somebody at its pages who may do everything, unless `web` says otherwise. `folder` is
    a temporary one of the test run."""
    with begun(travelled, folder, SEED) as now, TestClient(pages(_hub(now, web)), HERE) as client:
        yield now, client


def _hub(now: Scene, web: WebSettings | None) -> Callable[[], Hub]:
    config = replace(now.hub.config, web=web or WebSettings(sign_in=False))
    hub = now.hub.edited(config)
    return lambda: hub
