"""`python -m bench.hooks`: how long webhooks of a burst wait for an answer, on SQLite, while a sync commits changed items."""

import argparse
import asyncio
import json
import os
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from core.contract import Stream
from core.records import Item
from sandbox.github.telling import headers
from scheduler.hub import Hub, open_hub
from store import pulls
from web.hooks import PATH, Hooks

SECRET = "bench"
CONFIG = """
[hub]
database = "sqlite:///fairlead.db"
[connectors.github]
token = { env = "BENCH_TOKEN" }
webhook_secret = { env = "BENCH_TOKEN" }
repositories = ["acme/*"]
"""
ITEMS = 40_000
TEXT = "x" * 6_000  # of an issue with a description


def main() -> None:
    asked, processes = _arguments(), get_context("spawn")
    os.environ["BENCH_TOKEN"] = SECRET
    ready, over = processes.Event(), processes.Event()
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        serving = processes.Process(target=_serve, args=(Path(folder), port, asked, ready, over))
        serving.start()
        ready.wait(60)
        asyncio.run(_burst(port, asked.many, asked.at_once))
        over.set()
        serving.join(20)


def _serve(folder: Path, port: int, asked: argparse.Namespace, ready: Event, over: Event) -> None:
    config = folder / "config.toml"
    config.write_text(CONFIG)
    (folder / "mappings.toml").write_text("")
    with open_hub(config) as hub, _listening(hub, port):
        number, took = 0, list[float]()
        while not over.is_set():
            took.append(_commit(hub, number, asked.batch))
            number += 1
            ready.set()
            time.sleep(asked.pause)
        print(f"{number} commits of {asked.batch:,} items, the longest {max(took):.2f} s")


@contextmanager
def _listening(hub: Hub, port: int) -> Iterator[None]:
    web = Starlette(routes=[Route(PATH, Hooks(lambda: hub).post, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(web, port=port, log_level="warning", access_log=False, lifespan="off"))
    running = Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield
    server.should_exit = True
    running.join(5)


def _commit(hub: Hub, number: int, batch: int) -> float:
    """One batch of a pull in which every item changed."""
    now = datetime.now(UTC)
    ids = [(number * batch + nth) % ITEMS for nth in range(batch)]
    items = [
        Item(
            source="jira", id=str(id_), key=f"PAY-{id_}", kind="issue", container="PAY", title=f"Title {number} {id_}",
            url="https://acme.example/1", status="Open", category="todo", created_at=now, updated_at=now,
        )
        for id_ in ids
    ]  # fmt: skip
    begun = time.perf_counter()
    with hub.store.write() as tx:
        pulls.commit(tx, "jira", Stream("issues", "PAY", exhaustive=True), items, str(number), now)
    return time.perf_counter() - begun


async def _burst(port: int, many: int, at_once: int) -> None:
    waiting, took, statuses = iter(range(many)), list[float](), Counter[str]()

    async def one() -> None:
        """Over a connection that stays open; a client of more comfort would take longer than what is measured."""
        reading, writing = await asyncio.open_connection("127.0.0.1", port)
        for number in waiting:
            request = _request(number)
            begun = time.perf_counter()
            writing.write(request)
            answer = await reading.readuntil(b"\r\n\r\n")
            took.append(time.perf_counter() - begun)
            statuses[answer.split()[1].decode()] += 1
        writing.close()

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(at_once)))
    total = time.perf_counter() - begun
    took.sort()
    shown = ", ".join(f"{name} {took[int(many * share)]:.2f} s" for name, share in (("p50", 0.5), ("p99", 0.99)))
    print(f"{many:,} webhooks, {at_once} at once, in {total:.1f} s: {shown}, most {took[-1]:.2f} s; {dict(statuses)}")


def _request(number: int) -> bytes:
    body = json.dumps({"action": "opened", "issue": {"body": TEXT}, "repository": {"full_name": "acme/web"}}).encode()
    sent = {**headers(SECRET, "issues", f"d-{number}", body), "Host": "hub.example", "Content-Length": str(len(body))}
    head = ["POST /hooks/github HTTP/1.1", *(f"{key}: {value}" for key, value in sent.items()), "", ""]
    return "\r\n".join(head).encode() + body


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=5_000)
    parser.add_argument("--at-once", type=int, default=100)
    parser.add_argument("--batch", type=int, default=500, help="items that the sync commits at a time")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between its commits")
    return parser.parse_args()


if __name__ == "__main__":
    main()
