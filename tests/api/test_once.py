"""A request that comes again with its key is done once, and answered as the first time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import HTTPException
from pydantic import BaseModel
from starlette.testclient import TestClient

from core.authority import Visitor
from scheduler.hub import open_hub
from web.api.router import PREFIX, resources
from web.app import routed
from web.door import needs

NOW = datetime(2026, 6, 17, tzinfo=UTC)
CONFIG = '[hub]\ndatabase = "{url}"\n[web]\nsign_in = false\n'


class Given(BaseModel):
    by: int = 1


class Counter:
    def __init__(self) -> None:
        self.count, self.fails = 0, False
        self.begun, self.go = threading.Event(), threading.Event()
        self.go.set()


@contextmanager
def counting(folder: Path, url: str) -> Iterator[tuple[Counter, TestClient]]:
    counter, router = Counter(), resources("test")

    @router.post("/count")
    def count(given: Given, _visitor: Annotated[Visitor, needs("read")]) -> dict[str, int]:
        counter.begun.set()
        assert counter.go.wait(60)
        if counter.fails:
            raise HTTPException(503)
        counter.count += given.by
        return {"count": counter.count}

    config = folder / "config.toml"
    config.write_text(CONFIG.format(url=url))
    (folder / "mappings.toml").write_text("")
    with open_hub(config, lambda: NOW) as hub:
        web = routed(lambda: hub)
        web.include_router(router)
        with TestClient(web) as client:
            yield counter, client


def test_the_second_is_answered_as_the_first(tmp_path: Path, url: str) -> None:
    with counting(tmp_path, url) as (counter, client):
        told = [client.post(f"{PREFIX}/count", json={"by": 3}, headers={"Idempotency-Key": "a"}) for _ in range(3)]
        assert [each.json() for each in told] == [{"count": 3}] * 3
        assert [each.headers.get("idempotent-replayed") for each in told] == [None, "true", "true"]
        assert client.post(f"{PREFIX}/count", json={"by": 3}).json() == {"count": 6}
        other = client.post(f"{PREFIX}/count", json={"by": 4}, headers={"Idempotency-Key": "a"})
        assert (other.status_code, "another request" in other.json()["title"]) == (422, True)
        assert counter.count == 6


def test_one_that_failed_may_come_again(tmp_path: Path, url: str) -> None:
    with counting(tmp_path, url) as (counter, client):
        counter.fails = True
        assert client.post(f"{PREFIX}/count", json={}, headers={"Idempotency-Key": "a"}).status_code == 503
        counter.fails = False
        assert client.post(f"{PREFIX}/count", json={}, headers={"Idempotency-Key": "a"}).json() == {"count": 1}


def test_while_it_is_under_way_another_one_waits(tmp_path: Path, url: str) -> None:
    with counting(tmp_path, url) as (counter, client):
        counter.go.clear()
        first = threading.Thread(
            target=client.post, args=(f"{PREFIX}/count",), kwargs={"json": {}, "headers": {"Idempotency-Key": "a"}}
        )
        first.start()
        assert counter.begun.wait(60)
        second = client.post(f"{PREFIX}/count", json={}, headers={"Idempotency-Key": "a"})
        assert (second.status_code, "under way" in second.json()["title"]) == (409, True)
        counter.go.set()
        first.join()
        assert counter.count == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_bounds(tmp_path: Path, url: str, key: str) -> None:
    with counting(tmp_path, url) as (counter, client):
        assert client.post(f"{PREFIX}/count", json={}, headers={"Idempotency-Key": key}).status_code == 422
        assert counter.count == 0
