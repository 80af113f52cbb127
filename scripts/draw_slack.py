"""Draws the pictures of Slack (docs/slack.png, docs/slack-home.png) from the demo. Needs Chromium."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fairlead.demo import channels
from fairlead.demo.acts import Acts
from fairlead.demo.album import Album, Post
from fairlead.demo.house import ON_MONDAY, settle
from fairlead.demo.moments import friday_before
from sandbox.company import open_company
from scheduler.hub import open_hub
from scripts.draw_pictures import DOCS, NOW
from scripts.draw_report import BROWSER

WIDTH = 860
ALONE = "header, body > p { display: none; } body { padding-top: 0; } section { margin-top: .5rem; }"


class Part(Album):
    """Of an album some messages of one channel, or the home tabs."""

    def __init__(self, album: Album, channel: str, posts: list[Post]) -> None:
        super().__init__(album.slack, album.since)
        self._shown = [(channel, posts)] if posts else []
        self.homes = {} if posts else album.homes

    def rooms(self) -> Iterator[tuple[str, list[Post]]]:
        return iter(self._shown)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        album = _played(Path(folder))
        last = album.pressed[-1]
        posts = {name: [post for post in posts if last in post.pressed] for name, posts in album.rooms()}
        channel = next(name for name, found in posts.items() if found)
        _draw(Part(album, channel, posts[channel]), "slack", 1358, Path(folder))
        _draw(Part(album, "", []), "slack-home", 1246, Path(folder))


def _played(folder: Path) -> Album:
    with open_company(7, now=friday_before(NOW.date())) as opened:
        config = settle(opened.company, opened.sandbox.urls, folder, when=ON_MONDAY)
        with open_hub(config, opened.company.clock) as hub:
            acts = Acts(hub, opened.company, opened.sandbox, None)
            acts.play()
            return acts.album


def _draw(album: Album, name: str, height: int, folder: Path) -> None:
    page = folder / f"{name}.html"
    page.write_text(channels.render(album).replace("</style>", f"{ALONE}</style>"))
    small = "--force-device-scale-factor=0.9"
    options = ("--headless", "--no-sandbox", "--hide-scrollbars", small, f"--window-size={WIDTH},{height}")
    subprocess.run([BROWSER, *options, f"--screenshot={DOCS / f'{name}.png'}", page.as_uri()], check=True)


if __name__ == "__main__":
    main()
