"""The pages of a simulated company at an address of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.answering import answering, bound
from scheduler.hub import Hub
from tests.acceptance.kept import begun, travelled
from tests.acceptance.road import Scene
from tests.web.visiting import SEED, at_pages
from web.app import pages


@dataclass(frozen=True)
class House:
    """`url` is where its pages answer; everybody may do everything there."""

    scene: Scene
    hub: Hub
    url: str


@contextmanager
def housed(folder: Path) -> Iterator[House]:
    with begun(travelled, folder, SEED) as scene:
        hub = at_pages(scene)
        with bound("127.0.0.1", 0, "the pages") as at:
            url = f"http://127.0.0.1:{at.getsockname()[1]}"
            with answering(pages(lambda: hub), at, "pages"):
                yield House(scene, hub, url)
