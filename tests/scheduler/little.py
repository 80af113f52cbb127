"""A hub without tools: a configuration, a rule file, and a store that records are put into by hand."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.records import Record
from scheduler.hub import Hub, open_hub
from store.export import canonical
from tests.store.samples import NOW, OKRS, finish, pull

ANA = """
[people."ana@example.com"]
team = "pay"
accounts = ["jira:ana"]
[people."bo@example.com"]
team = "web"
accounts = ["jira:bo"]
[teams.pay]
[teams.web]
"""


def written(folder: Path, rules: str, *, database: str = "sqlite:///fairlead.db", more: str = "") -> Path:
    """The files of a hub; the path of its configuration."""
    config = folder / "config.toml"
    config.write_text(f'[hub]\ndatabase = "{database}"\npeople = "people.toml"\n{more}')
    (folder / "people.toml").write_text(ANA)
    (folder / "mappings.toml").write_text(rules)
    return config


@contextmanager
def little(config: Path, goals: Iterable[Record] = (), items: Iterable[Record] = ()) -> Iterator[Hub]:
    """The hub with these goals and items pulled, nothing linked yet."""
    with open_hub(config, lambda: NOW) as hub:
        stock(hub, goals, items)
        yield hub


def stock(hub: Hub, goals: Iterable[Record] = (), items: Iterable[Record] = ()) -> None:
    if goals := list(goals):
        pull(hub.store, *goals, stream=OKRS)
        finish(hub.store)
    if items := list(items):
        pull(hub.store, *items)


def everything(hub: Hub) -> list[str]:
    """All that the hub knows."""
    with hub.store.read() as tx:
        return list(canonical(tx))
