"""`python -m bench.suggesting`: what suggestions cost on a hub, for all items without a goal and then for three more."""

import argparse
import importlib
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.suggestions import Company
from core.contract import Stream
from core.links import Link
from core.records import Item
from scheduler.hub import Hub, open_hub
from scheduler.mapping import MAPPED_WITH
from scheduler.suggesting import suggest
from store import links, meta, pulls
from store.bulk import batches
from store.linking import all_inputs

OKRS = Stream("goals", "OKRs", incremental=False, exhaustive=True)
ISSUES = Stream("issues", "PAY", exhaustive=True)
GOALS, BY_HAND = 100, 20  # one link in so many is by a person


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        config.write_text("")
        with open_hub(config) as hub:
            fill(hub, arguments.links, arguments.items)
            print(f"{arguments.links:,} links, {arguments.items:,} items without a goal, {GOALS} goals; CPU seconds")
            _show("load the libraries", lambda: importlib.import_module("mappings.suggestions.ranking"))
            _show("learn, and look at all", lambda: suggest(hub))
            few = [f"jira:PAY-{arguments.links + number}" for number in range(3)]
            _show("three more items", lambda: suggest(hub, few))
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10,.0f} MB at the peak")


def fill(hub: Hub, linked: int, free: int) -> None:
    """As pulls and a mapping would."""
    company, now = Company(GOALS), datetime.now(UTC)
    items = [company.item(number, number % GOALS) for number in range(linked + free)]
    with hub.store.write() as tx:
        pulls.commit(tx, "sheets", OKRS, company.goals, "cursor", now)
        for part in batches(items):
            pulls.commit(tx, "jira", ISSUES, part, "cursor", now)
        ids = {each.placed.item.key: each.id for inputs in all_inputs(tx) for each in inputs}
        for part in batches(items[:linked]):
            links.save_links(tx, map(_link, part), [ids[item.key] for item in part], now)
        meta.put(tx, MAPPED_WITH, "the bench")


def _link(item: Item) -> Link:
    number = int(item.id)
    goal = f"O-{number % GOALS}"
    return Link(source="jira", item=item.key, goal=goal, via="rule" if number % BY_HAND else "manual")


def _show(name: str, step: Callable[[], object]) -> None:
    begun = time.process_time()
    step()
    print(f"{time.process_time() - begun:10.2f} {name}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.suggesting", description=__doc__)
    parser.add_argument("--links", type=int, default=20_000, help="links to learn from (default 20,000)")
    parser.add_argument("--items", type=int, default=5_000, help="items without a goal (default 5,000)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
