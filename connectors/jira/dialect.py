"""Where Cloud and Data Center differ: addresses, paging, bodies. The rest of the connector asks this value and not `if`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from connectors.jira import adf, page_text, wiki
from connectors.jira.settings import Deployment
from core.contract import Note


class Dialect(Struct, frozen=True, kw_only=True):
    """Paths are below `api`. `tokens` tells pages by token from pages by `startAt`, and `largest` is the most rows of a search
    that asks for next to nothing.

    `plain` gives the words of a description, `written` our own text and address as a body, `pages` the
    parts of a page as bodies, and `same` what two bodies are
    compared by. `histories` is how many entries of a changelog a search shows of an issue (None: all); `bulk` reads those of
    many issues at once and `log` those of one, both empty where that takes the issue itself. `issues` reads many of
    them at once (empty: one by one). `people` is where they are
    searched for and `listed`, if any, where newer sites list them all. `worklogs` is how many of them are asked for at once
    (None: they have no pages). `count` says how many issues a search will find, empty where the search itself does. `rights`
    is where the site tells what the account may do, if it does. `picks` where groups are found by a part of their name only.
    `parents` and `epics` are the schemas of fields that name a parent, and that only epics have.
    """

    api: str
    tokens: bool
    search: str
    largest: int
    people: str
    everybody: Mapping[str, Any]
    plain: Callable[[Any], str]
    written: Callable[[str, str], Any]
    pages: Callable[[Note], list[Any]]
    same: Callable[[Any], str]
    listed: str = ""
    picks: bool = False
    worklogs: int | None = None
    histories: int | None = None
    bulk: str = ""
    issues: str = ""
    log: str = ""
    count: str = ""
    rights: str = ""
    parents: tuple[str, ...] = ()
    epics: tuple[str, ...] = ()


def _trimmed(body: Any) -> str:
    return str(body or "").replace("\r\n", "\n").strip()


CLOUD = Dialect(
    api="/rest/api/3",
    tokens=True,
    search="/search/jql",
    largest=5000,
    people="/users/search",
    everybody=MappingProxyType({}),
    plain=adf.text_of,
    written=adf.document,
    pages=page_text.documents,
    same=adf.text_of,
    histories=40,  # the newest: https://jira.atlassian.com/browse/JRACLOUD-96459
    worklogs=1000,
    bulk="/changelog/bulkfetch",
    issues="/issue/bulkfetch",
    log="/issue/{}/changelog",
    count="/search/approximate-count",
    rights="/mypermissions",
)

# https://docs.atlassian.com/software/jira/docs/api/REST/9.12.0/
DATA_CENTER = Dialect(
    api="/rest/api/2",
    tokens=False,
    search="/search",
    largest=1000,
    people="/user/search",
    everybody=MappingProxyType({"username": ".", "includeInactive": "true"}),
    listed="/user/list",
    picks=True,
    plain=wiki.text_of,
    written=wiki.document,
    pages=page_text.wikis,
    same=_trimmed,
    parents=("com.pyxis.greenhopper.jira:gh-epic-link", "com.atlassian.jpo:jpo-custom-field-parent"),
    epics=("com.pyxis.greenhopper.jira:gh-epic-label",),
)

DIALECTS: Mapping[Deployment, Dialect] = {"cloud": CLOUD, "data-center": DATA_CENTER}
