"""`/healthz` and `/readyz`: the process lives, and it does its work. Neither says more than that."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from scheduler.hub import Hub, open_hub
from scheduler.service import pulse
from scheduler.service.service import Service
from scheduler.service.serving import serving
from store import StoreError
from tests.store.samples import NOW
from web.app import Bounded, app

CONFIG = '[hub]\ndatabase = "sqlite:///fairlead.db"\n'


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    (tmp_path / "mappings.toml").write_text("")
    with open_hub(config, lambda: NOW) as hub:
        yield hub


def asked(service: Service, path: str) -> tuple[int, str]:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app(service), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://hub.example") as client:
            return await client.get(path)

    found = asyncio.run(answer())
    assert found.headers["x-content-type-options"] == "nosniff"
    return found.status_code, found.text.strip()


def test_ready_only_while_it_serves(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(hub)
    monkeypatch.setattr(service.ticker, "start", lambda: None)  # no job is begun that would outlast the test
    assert asked(service, "/healthz") == (200, "ok")
    assert asked(service, "/readyz") == (503, "it stands by")
    with service.running():
        assert asked(service, "/readyz") == (200, "ok")
        service.stopping.set()
        assert asked(service, "/readyz") == (503, "it is about to end")


def test_whoever_serves_says_so_in_the_tables(hub: Hub) -> None:
    service = Service(hub)
    service.pulse.answers_at = "http://127.0.0.1:1"
    with hub.store.read() as tx:
        assert serving(tx) is None
    service.pulse.beat()
    with hub.store.read() as tx:
        found = serving(tx)
    assert found
    assert (found.since, found.at, found.answers_at) == (NOW, NOW, "http://127.0.0.1:1")
    assert found.is_alive(NOW)
    assert not found.is_alive(NOW.replace(year=NOW.year + 1))


def test_a_database_that_cannot_be_written_or_read(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(hub)
    assert service.leading
    monkeypatch.setattr(pulse, "LONG", -1.0)
    with service.leading.campaign():
        assert asked(service, "/readyz") == (503, "it does not serve yet")
        service.pulse.beat()
        assert asked(service, "/readyz") == (503, "the database cannot be written")

    def broken() -> None:
        raise StoreError("postgresql://fairlead@db.example.com is away")

    monkeypatch.setattr(hub.store, "read", broken)
    assert asked(service, "/healthz") == (503, "the database does not answer")


def test_a_clock_that_stands_still(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(hub)
    service.ticker.tick()
    assert asked(service, "/healthz") == (200, "ok")
    monkeypatch.setattr(pulse, "LONG", -1.0)
    assert asked(service, "/healthz") == (503, "nothing was looked at for half a minute")


def test_a_mistake_of_ours_tells_nothing_of_itself(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(hub)

    def broken() -> None:
        raise RuntimeError("SELECT token FROM /var/lib/fairlead.db")

    monkeypatch.setattr(service.pulse, "hindrance", broken)
    status, said = asked(service, "/readyz")
    assert (status, "SELECT" in said, "fairlead.db" in said) == (500, False, False)


def test_no_request_takes_for_ever() -> None:
    async def slow(*_: object) -> None:
        await asyncio.sleep(60)

    async def answer() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(Bounded(slow, 0.01)), base_url="http://x") as client:
            return (await client.get("/")).status_code

    assert asyncio.run(answer()) == 503
