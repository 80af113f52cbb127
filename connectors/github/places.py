"""Which repositories the settings mean: those that are named, and those that a pattern finds."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from connectors.github.bodies import Page
from connectors.github.cursors import PAGE, Answer, Reader
from connectors.patterns import Wanted, fits, is_pattern
from connectors.rows import Nothing, Rows
from connectors.transport import Http
from core.contract import Refused


class Repository(Struct):
    full_name: str
    archived: bool = False
    disabled: bool = False
    fork: bool = False
    has_issues: bool = True


_LISTED = Page(Repository, "repository")
_INSTALLED = Rows("github", "repository", Repository, "repositories", Nothing, ("full_name", "id"))


class _Kept(NamedTuple):
    """A page, for as long as the tool says that it is unchanged."""

    etag: str | None
    rows: list[Repository]
    next: str | None


class Lists:
    """Repositories by owner, as the tool lists them. `app`: as it lists them for the installation. `me` gives our login."""

    def __init__(self, http: Http, me: Callable[[], str], *, app: bool) -> None:
        self._http, self._me, self._app = http, me, app
        self._kept: dict[str, _Kept] = {}

    def of(self, owner: str) -> list[Repository]:
        """Organisations and people are listed at different addresses, and what is private of our own at a third.

        https://docs.github.com/en/rest/repos/repos
        https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation
        """
        if self._app:
            return self._all("/installation/repositories", lambda content: _INSTALLED.read(content).rows)
        try:
            return self._all(f"/orgs/{owner}/repos", _listed)
        except Refused as error:
            if error.status != 404:
                raise
        mine = self._me().casefold() == owner.casefold()
        path, more = ("/user/repos", {"affiliation": "owner"}) if mine else (f"/users/{owner}/repos", {})
        return self._all(path, _listed, more)

    def _all(
        self, path: str, rows: Callable[[bytes], list[Repository]], more: Mapping[str, str] | None = None
    ) -> list[Repository]:
        reader, found = Reader(self._http), list[Repository]()
        address: str | None = path
        asking: dict[str, str] | None = {"per_page": str(PAGE), **(more or {})}
        while address:
            kept = self._kept.get(address)
            answer = reader.get(address, asking, kept.etag if kept else None)
            if kept is None or not answer.unchanged:
                kept = self._kept[address] = _kept(answer, rows(answer.content))
            found += kept.rows
            address, asking = kept.next, None
        return found


def _kept(answer: Answer, rows: list[Repository]) -> _Kept:
    """A page that is just full would stay as it is when a repository came behind it."""
    return _Kept(answer.etag if answer.next or len(rows) < PAGE else None, rows, answer.next)


def _listed(content: bytes) -> list[Repository]:
    return _LISTED.read(content, "an owner")[0]


def chosen(patterns: Sequence[str], lists: Lists, *, archived: bool, forks: bool) -> list[str]:
    """Names in the order of the patterns, those that one pattern finds by the alphabet. Only patterns ask the tool. One whose
    owner nobody knows stands for itself, so that it fails alone."""
    meant = Wanted.of(patterns)
    listed: dict[str, list[Repository] | None] = {}
    names: dict[str, str] = {}
    for pattern in meant.named:
        found = [pattern]
        if is_pattern(pattern):
            owner = pattern.partition("/")[0].casefold()
            if owner not in listed:
                listed[owner] = _of(lists, owner)
            if (there := listed[owner]) is not None:
                wanted = [repo for repo in there if _wanted(repo, archived=archived, forks=forks)]
                found = sorted(repo.full_name for repo in wanted if fits(repo.full_name, pattern))
        names |= {name.casefold(): name for name in found if name.casefold() not in names}
    return list(filter(meant.allows, names.values()))


def _of(lists: Lists, owner: str) -> list[Repository] | None:
    try:
        return lists.of(owner)
    except Refused as error:
        if error.status == 404:
            return None
        raise


def found(place: str) -> str:
    """The same place; Refused where it is a pattern whose owner nobody knows."""
    if is_pattern(place):
        owner = place.partition("/")[0]
        raise Refused(
            f"github: {place}: there is no {owner}, or the token may not see it; mend the setting repositories"
        )
    return place


def _wanted(repo: Repository, *, archived: bool, forks: bool) -> bool:
    """What is disabled cannot be read at all, and where issues are switched off there is no list of them."""
    return not repo.disabled and repo.has_issues and (archived or not repo.archived) and (forks or not repo.fork)
