"""`python -m bench.answering`: how long people wait for an answer to a press, on a hub of 100,000 items."""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.suggesting import fill
from core.findings import Finding, Observation, Subject
from core.people import People, Person
from core.presses import Press
from core.reconcile import FindingChange
from core.records import Account
from scheduler.answering import reply
from scheduler.hub import Hub, open_hub
from scheduler.planning import plan_writes
from scheduler.suggesting import suggest
from store import accounts, findings

CONFIG = """
[hub]
mode = "live"
alerts_channel = "#alerts"
[connectors.slack]
token = { env = "BENCH_TOKEN" }
"""
TRIES = 5


def main() -> None:
    arguments = _arguments()
    os.environ["BENCH_TOKEN"] = "none"
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        config.write_text(CONFIG)
        (Path(folder) / "mappings.toml").write_text('[[rule]]\nid = "a"\ngoal = "O-1"\nwhen = { labels = "a" }\n')
        with open_hub(config) as hub:
            fill(hub, arguments.links, arguments.items - arguments.links)
            names = _find(hub, arguments.links, arguments.findings)
            print(
                f"{arguments.items:,} items, {arguments.findings:,} open findings; the slowest of {TRIES}, in seconds"
            )
            _show("learn, behind the answers", lambda _: suggest(hub, []), names[:1])
            for number, act in enumerate(("why", "link-other", "snooze", "acknowledge", "link", "link-other", "home")):
                _show(act, partial(_press, hub, act, number), names[:TRIES])
            _show("plan, behind the answers", lambda _: plan_writes(hub), names[:1])


def _press(hub: Hub, act: str, number: int, name: str) -> object:
    about = f"{name} O-1" if act == "link" else name
    return reply(hub, Press(id=f"{number} {name}", tool="slack", account="U1", act=act, about=about))


def _find(hub: Hub, first: int, many: int) -> list[str]:
    """Findings about so many items without a goal, all of one person."""
    now = datetime.now(UTC)
    seen = [
        Observation(
            detector="D1", subject=Subject("item", f"jira:PAY-{first + number}"), severity="warning",
            title=f"Item {number}", says="is being worked on, but serves no goal", since=now, owner="ana@example.com",
        )
        for number in range(many)
    ]  # fmt: skip
    found = [
        Finding(fingerprint=each.fingerprint, observation=each, first_seen=now, last_seen=now, opened_at=now)
        for each in seen
    ]
    with hub.store.write() as tx:
        findings.save_changes(tx, [FindingChange("opened", "", each) for each in found])
        accounts.save_accounts(tx, [Account(source="slack", id="U1", email="ana@example.com")], [])
        accounts.save_people(tx, People({"ana@example.com": Person("Ana")}))
    return [each.fingerprint for each in found]


def _show(what: str, act: Callable[[str], object], names: list[str]) -> None:
    slowest = 0.0
    for name in names:
        begun = time.perf_counter()
        act(name)
        slowest = max(slowest, time.perf_counter() - begun)
    print(f"{slowest:10.2f} {what}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--links", type=int, default=20_000)
    parser.add_argument("--findings", type=int, default=5_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
