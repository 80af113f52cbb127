"""The kit on a generic REST source: one list in every paging style, read whole and by what changed."""

from collections.abc import Iterator

import pytest

from connectors.rest import plugin
from fairlead.testing import ConnectorConformance, World
from tests.rest.conftest import Running
from tests.rest.desk import TOKEN, source


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    made = Running()
    with made.box:
        yield made


@pytest.fixture(params=["none", "page", "offset", "cursor", "link", "header"])
def world(running: Running, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("KIT_TOKEN", TOKEN)
    monkeypatch.setenv("KIT_WRONG_TOKEN", "wrong-token-77c1")
    desk = running.anew()
    for _ in range(4):
        desk.add()
    desk.add(status={"name": "Unheard of"})
    desk.add(created_at="soon")
    since = {} if request.param == "none" else {"since": {"param": "since"}}
    table = {"base_url": running.url, "sources": [source(request.param, **since)]}
    return World(
        settings={**table, "token": {"env": "KIT_TOKEN"}},
        wrong={**table, "token": {"env": "KIT_WRONG_TOKEN"}},
        change=lambda: running.box.call(desk.change),
        pass_time=desk.clock.advance,
        secrets=(TOKEN,),
        delete=lambda: running.box.call(lambda: f"tickets/{desk.tickets.pop(0)['id']}"),
    )


class TestRest(ConnectorConformance):
    plugin = plugin
