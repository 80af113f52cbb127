"""Whatever people write into titles, names and labels, no page runs it or leads where none of the web is. The pages are those
of the application: a new one is tried by itself."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.reconciling import reconcile_findings
from scheduler.web_settings import WebSettings
from store.findings import open_findings
from tests.hostile import CANARY, HOSTILE
from tests.scheduler.little import little, written
from tests.store.samples import ISSUES, OKRS, finish, goal, item
from tests.web.routes import ways
from tests.web.tame import assert_tame
from tests.web.visiting import HERE
from web.app import pages, routed

RULES = '[[rule]]\nid = "cards"\ngoal = "O-1"\nwhen = { labels = "cards" }\n'
NO_PAGES = ("/live", "/audit/file", "/mcp", "/static/{path:path}")
WORDS = [each for each in HOSTILE if len(each) < 500 and "\x00" not in each]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    words = cycle(WORDS)
    goals = [goal(key, title=next(words), owners=("ana",)) for key in ("O-1", "O-2")]
    items = [
        item(n, title=word, text=word, labels=("cards",) if n % 2 else (word[:40],), assignee=next(words)[:60])
        for n, word in enumerate(WORDS, 1)
    ]
    with little(written(tmp_path_factory.mktemp("hostile"), RULES), goals, items) as hub:
        for stream in (ISSUES, OKRS):
            finish(hub.store, stream)
        link(hub)
        reconcile_findings(hub)
        yield hub.edited(replace(hub.config, web=WebSettings(sign_in=False)))


def addresses(hub: Hub) -> list[str]:
    """Of all pages, with what stands in this hub in their paths."""
    with hub.store.read() as tx:
        finding = open_findings(tx)[0].fingerprint
    known = {"fingerprint": finding, "key": "O-1", "name": "jira:PAY-1", "id": "cards"}
    every = ways(routed(lambda: hub))
    gets = [way.path for way in every if way.method == "GET" and not way.path.startswith("/api/")]
    return [
        re.sub(r"\{(\w+)[^}]*\}", lambda at: quote(known.get(at[1], "1")), path)
        for path in gets
        if path not in NO_PAGES
    ]


def test_no_page_runs_what_people_write(hub: Hub) -> None:
    told, tried = set[str](), 0
    with TestClient(pages(lambda: hub), HERE) as client:
        for address in (*addresses(hub), "/teams/pay", f"/findings?text={quote(WORDS[4])}", "/tree?q=%3Cscript%3E"):
            answered = client.get(address)
            assert answered.status_code < 500, address
            if "text/html" in answered.headers.get("content-type", ""):
                assert_tame(answered.text)
                tried += 1
                told |= {address} if CANARY in answered.text else set()
    assert tried > 25
    assert {"/", "/tree", "/findings", "/goals/O-1", "/items/jira%3APAY-1"} <= told
