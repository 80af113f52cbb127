"""`python -m bench.rule_edit`: what one edited rule costs on a hub of many items, each step a process of its own.

A store is filled as pulls would fill it, mapped in full, and then one rule at a time is edited and mapped.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from core.contract import Stream
from core.history import extend
from core.records import Goal, Item
from core.references import references
from scheduler import linking as use_case
from scheduler import mapping
from scheduler.hub import open_hub
from store import linking, numbers, pulls
from store.bulk import batches
from store.item_rows import Rows, stands

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PROJECTS, LABELS, GOALS, IN_EPIC = 200, 500, 40, 20  # items are spread evenly over projects and labels
WORDS = (
    *("payment", "retry", "ledger", "export", "latency", "cache", "invoice", "login", "token", "queue", "report"),
    *("refund", "search", "upload", "widget", "quota", "backup", "alert", "banner", "coupon", "tariff", "webhook"),
)
RULE = '[[rule]]\nid = "{id}"\ngoal = "O-{goal}"\nwhen = {when}\n\n'
EDITS = {
    "project": '{ project = "p7" }',
    "label": '{ labels = "Area-7" }',
    "title": '{ title = { glob = "*quota tariff coupon*" } }',
    "label in a project": '{ project = ["P8", "P9"], labels = { glob = "area-1*" } }',
    "pattern in the text": "{ text = { regex = '(?i)banner webhook alert quota' } }",
    "points": '{ points = 13, type = "Spike" }',
    "nothing": "",
}
PARTS = {
    "reached": (mapping, "_reached"),
    "heirs": (linking, "touched"),
    "order": (linking, "in_order"),
    "read": (linking, "inputs"),
    "around": (mapping, "neighbours"),
    "link, save": (mapping, "save_links"),
    "count": (numbers, "links_by_via"),
}


def main() -> None:
    arguments = _arguments()
    if arguments.step:
        print(json.dumps(_step(arguments.step, Path(arguments.folder), arguments.items)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or scratch
        _settle(Path(folder), arguments.database)
        steps = [] if (Path(folder) / "filled").exists() else ["fill", "map"]
        for step in [*steps, *(arguments.only or EDITS)]:
            _show(step, _run(step, folder, arguments.items))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.rule_edit", description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000, help="items of the store (default 1,000,000)")
    parser.add_argument("--database", default="sqlite:///hub.db", help="URL of an empty database (default SQLite)")
    parser.add_argument("--folder", help="keep the hub there, and use it again next time")
    parser.add_argument("--only", action="append", choices=EDITS, help="this edit (again for more; default all)")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(step: str, folder: str, items: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.rule_edit", "--step", step, "--folder", folder, "--items", str(items)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def _show(step: str, told: dict[str, Any]) -> None:
    parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in told["parts"].items() if seconds >= 0.005)
    took = f"{told['seconds']:8.2f} s {told['cpu']:8.2f} s of CPU"
    print(f"{step:22}{took}{told['items']:11,} items {told['peak_mb']:6} MB   {parts}", flush=True)


def _settle(folder: Path, database: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(f'[hub]\ndatabase = "{database}"\n')
    (folder / "mappings.toml").write_text("".join(_rules()))


def _rules() -> Iterator[str]:
    for number in range(60):
        yield RULE.format(id=f"project-{number}", goal=number % GOALS, when=f'{{ project = "P{number + 20}" }}')
    for number in range(100):
        yield RULE.format(id=f"label-{number}", goal=number % GOALS, when=f'{{ labels = "area-{number + 20}" }}')
    for number, word in enumerate(WORDS):
        yield RULE.format(id=f"title-{word}", goal=number, when=f'{{ title = {{ glob = "{word} *{WORDS[0]}" }} }}')


def _step(step: str, folder: Path, items: int) -> dict[str, Any]:
    rules = folder / "mappings.toml"
    before = rules.read_text()
    if edit := EDITS.get(step):
        rules.write_text(before + RULE.format(id="edited", goal=1, when=edit))
    with open_hub(folder / "config.toml", clock=lambda: NOW) as hub:
        with _timed() as parts:
            started, busy = time.perf_counter(), time.process_time()
            done = _fill(hub.store, items) if step == "fill" else use_case.link(hub, everything=step == "map").items
            told = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - busy, "parts": parts}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        rules.write_text(before)
        if step in EDITS:
            use_case.link(hub)  # as it was, for the next
    if step == "fill":
        (folder / "filled").touch()
    return told | {"items": done, "peak_mb": peak}


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """Seconds of CPU that each part takes, with all that it calls."""
    parts: dict[str, float] = defaultdict(float)

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            started = time.process_time()
            try:
                return function(*args, **named)
            finally:
                parts[name] += time.process_time() - started

        return call

    with ExitStack() as stack:
        for name, (module, attribute) in PARTS.items():
            stack.enter_context(patch.object(module, attribute, timed(name, getattr(module, attribute))))
        yield parts


def _fill(store: Any, count: int) -> int:
    rng = random.Random(1)
    goals = [
        Goal(
            source="sheets", key=f"O-{number}", level="objective", title=f"Objective {number}", place=f"OKRs!A{number}"
        )
        for number in range(GOALS)
    ]
    with store.write() as tx:
        pulls.commit(tx, "sheets", Stream("goals", "OKRs"), goals, "1", NOW)
    for numbers_ in batches(range(count), 20_000):
        rows = Rows(1)
        for number in numbers_:
            item = _item(number, rng)
            line = msgspec.json.encode(item)
            versions = extend(None, item)
            rows.add(number + 1, line, stands(item, versions[-1].since, line.decode(), ()), versions)
        with store.write() as tx:
            rows.write(tx)
    return count


def _item(number: int, rng: random.Random) -> Item:
    """The first of every twenty of a project is the epic of the others."""
    project, place = number % PROJECTS, number // PROJECTS
    epic = place % IN_EPIC == 0
    created = NOW - timedelta(days=rng.randrange(1, 700))
    text = " ".join(rng.choices(WORDS, k=50))
    return Item(
        source="jira",
        id=str(number),
        key=f"P{project}-{place}",
        kind="epic" if epic else "issue",
        type="Epic" if epic else rng.choice(("Story", "Bug", "Spike")),
        container=f"P{project}",
        title=" ".join(rng.choices(WORDS, k=7)),
        text=text,
        url=f"https://jira.example.com/browse/P{project}-{place}",
        status=rng.choice(("Open", "In Progress", "Done")),
        category=rng.choice(("todo", "doing", "done")),
        labels=tuple(f"area-{rng.randrange(LABELS)}" for _ in range(rng.randrange(4))),
        parent=None if epic else f"P{project}-{place - place % IN_EPIC}",
        assignee=f"u-{rng.randrange(500)}",
        author=f"u-{rng.randrange(500)}",
        points=rng.choice((None, 1.0, 3.0, 5.0, 8.0, 13.0)),
        due=date(2026, 4, 1) if rng.random() < 0.1 else None,
        created_at=created,
        updated_at=created + timedelta(days=1),
        refs=references(text),
    )


if __name__ == "__main__":
    main()
