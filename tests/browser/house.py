"""The pages of a simulated company at an address of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from connectors.answering import answering, bound
from scheduler.config import WebSettings
from scheduler.hub import Hub
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene
from web.app import pages

SEED = 7


@dataclass(frozen=True)
class House:
    """`url` is where its pages answer; everybody may do everything there."""

    scene: Scene
    hub: Hub
    url: str


@contextmanager
def housed(folder: Path, web: WebSettings | None = None) -> Iterator[House]:
    with begun(travelled, folder, SEED) as scene:
        hub = scene.hub.edited(replace(scene.hub.config, web=web or WebSettings(sign_in=False)))
        with bound("127.0.0.1", 0, "the pages") as at:
            url = f"http://127.0.0.1:{at.getsockname()[1]}"
            with answering(pages(lambda: hub), at, "pages"):
                yield House(scene, hub, url)
