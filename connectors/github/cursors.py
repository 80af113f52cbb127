"""How far a stream has been read: the cursor that is kept, and the reader whose pages it stands for."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Struct

from connectors.transport import Http
from connectors.transport.dates import answered_at
from core.contract import Refused
from core.records import Checkpoint

OVERLAP = timedelta(minutes=5)  # what became visible late, and clocks that differ, hide in less
QUIET = timedelta(hours=1)  # after it a change is visible even if the clock that dates answers is wrong
PAGE = 100
ACCEPT = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}


class Cursor(Struct, frozen=True, omit_defaults=True):
    """`since`: everything changed before is committed. `etag`: of the one-page answer to exactly that question.

    For events and reviews, newest first: from `since` on they are read again, and `etag` is of what stood first. While a
    scan is under way, `next` is where to go on and `top` what will be `since` when it is through. `etags` are of all
    pages by address, where something is read whole or not at all.
    """

    since: datetime | None = None
    etag: str | None = None
    next: str | None = None
    top: datetime | None = None
    etags: dict[str, str] = {}

    def text(self) -> str:
        return msgspec.json.encode(self).decode()

    def checkpoint(self, done: int, total: int | None = None) -> Checkpoint:
        return Checkpoint(self.text(), done, total)

    @classmethod
    def read(cls, text: str | None) -> "Cursor":
        """A cursor that cannot be read costs a full scan, never a record."""
        try:
            return msgspec.json.decode(text, type=cls) if text else cls()
        except ValueError:
            return cls()


class Answer(Struct):
    """One page as it came. `unchanged` is a 304, which costs nothing of the hourly limit. `next` is relative to `base_url`
    where it can be; `left` counts the pages that follow, where the tool tells. `address` is where the answer came from."""

    content: bytes
    unchanged: bool
    etag: str | None
    next: str | None
    left: int | None
    date: datetime | None
    address: str

    def total(self, done: int) -> int | None:
        """How many there will be in all, as far as one can tell after `done`."""
        if not self.next:
            return done
        return None if self.left is None else done + self.left * PAGE


class Reader:
    """Asks for pages, each address once: links that lead in a circle are refused."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._asked: set[str] = set()

    def forget(self) -> None:
        """What was asked so far may be asked again."""
        self._asked.clear()

    def get(self, url: str, params: dict[str, str] | None = None, etag: str | None = None) -> Answer:
        headers = ACCEPT | {"If-None-Match": etag} if etag else ACCEPT
        response = self._http.get(url, params=params, headers=headers)
        address = str(response.url)
        if address in self._asked:
            raise Refused(f"github: the pages of {response.url.path} lead in a circle; check base_url")
        self._asked.add(address)
        links = {name: link.get("url", "") for name, link in response.links.items()}
        following = links.get("next")
        return Answer(
            response.content,
            response.status_code == 304,
            response.headers.get("etag"),
            following.removeprefix(self._http.base_url) if following else None,
            _left(following, links.get("last")) if following else 0,
            answered_at(response.headers),
            address.removeprefix(self._http.base_url),
        )


def _left(following: str, last: str | None) -> int | None:
    """https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api"""
    pages = [parse_qs(urlsplit(link).query).get("page", [""])[0] for link in (following, last or "")]
    if not all(page.isdecimal() and len(page) < 9 for page in pages):
        return None
    return max(int(pages[1]) - int(pages[0]) + 1, 0)
