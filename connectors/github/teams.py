"""Teams of an organisation, with their members."""

import re
from collections.abc import Iterator
from typing import TypeVar

from msgspec import Struct

from connectors.github.bodies import Page, User
from connectors.github.cursors import PAGE, Cursor, Reader
from connectors.patterns import Wanted
from core.records import Checkpoint, Group, Record, Rejected

T = TypeVar("T")

FIRST = {"per_page": str(PAGE)}
_PAGE = re.compile(  # what a damaged cursor may say besides is not asked for
    rf"/(orgs|organizations)/[\w-]+/teams?(/[\w-]+/members)?\?per_page={PAGE}(&page=\d{{1,6}})?", re.ASCII
)


class Team(Struct):
    node_id: str
    slug: str


_TEAMS = Page(Team, "team")
_MEMBERS = Page(User, "member")


class Teams:
    """Of one organisation: those that a pattern of `owner/slug` names and none with a `!` leaves out."""

    def __init__(self, reader: Reader, organisation: str, patterns: list[str]) -> None:
        self._reader, self._organisation = reader, organisation
        self._path = f"/orgs/{organisation}/teams"
        self._wanted = Wanted.of(patterns)
        self._etags: dict[str, str] = {}

    def pull(self, cursor: Cursor) -> Iterator[Record | Checkpoint]:
        """All of them, unless every page is as it was, which costs nothing to ask.

        https://docs.github.com/en/rest/teams/teams#list-teams
        https://docs.github.com/en/rest/teams/members#list-team-members
        """
        if cursor.etags and all(self._same(address, etag) for address, etag in cursor.etags.items()):
            yield cursor.checkpoint(0)
            return
        self._reader.forget()
        done = 0
        for team in self._rows(self._path, _TEAMS):
            if isinstance(team, Rejected):
                yield team
            elif self._wanted.means(f"{self._organisation}/{team.slug}"):
                yield from self._group(team)
                done += 1
        yield Cursor(etags=self._etags if all(self._etags.values()) else {}).checkpoint(done, done)

    def _group(self, team: Team) -> Iterator[Record]:
        members = []
        for row in self._rows(f"{self._path}/{team.slug}/members", _MEMBERS):
            if isinstance(row, Rejected):
                yield row
            else:
                members.append(row.login)
        name = f"{self._organisation}/{team.slug}"
        yield Group(source="github", id=team.node_id, name=name, members=tuple(sorted(members)))

    def _same(self, address: str, etag: str) -> bool:
        return bool(_PAGE.fullmatch(address)) and self._reader.get(address, etag=etag).unchanged

    def _rows(self, path: str, page: Page[T]) -> Iterator[T | Rejected]:
        answer = self._reader.get(path, FIRST)
        while True:
            rows, rejected = page.read(answer.content, self._organisation)
            full = len(rows) == PAGE and not answer.next
            self._etags[answer.address] = "" if full else answer.etag or ""
            yield from rows
            yield from rejected
            if not answer.next:
                return
            answer = self._reader.get(answer.next)
