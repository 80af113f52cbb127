"""An edited configuration takes effect without a restart. One that cannot be used changes nothing, and is told of."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from mappings import RulesError
from scheduler.config import ConfigError, load_config, load_people
from scheduler.hub import Hub
from scheduler.plugins import discover
from scheduler.rule_files import load_rules
from scheduler.service.serving import PROBLEM
from scheduler.service.supervisor import taking_up, tell
from store import StoreError, meta

log = logging.getLogger(__name__)

EVERY = 3.0  # seconds between looks at the files
Stamps = dict[Path, tuple[int, int, int] | None]


class Reloading:
    """`take` puts another hub in the place of the one that `hub` gives."""

    def __init__(self, hub: Callable[[], Hub], take: Callable[[Hub], None]) -> None:
        self._hub, self._take = hub, take
        self._seen: Stamps = {}  # an edit may have come between the reading and the first look

    def look(self) -> None:
        """Now and again. Rules and people are read anew by each judgement anyway; here a mistake is told as soon as it is
        made."""
        hub = self._hub()
        stamps = _stamps(hub)
        if stamps == self._seen:
            return
        first, self._seen = not self._seen, stamps
        with nullcontext() if first else taking_up():
            problem = self._read(hub, first)
        if problem or not first:
            tell(f"STATUS={'an edit cannot be used: ' * bool(problem)}{problem.partition(chr(10))[0] or 'at work'}")
        _keep(self._hub(), problem)

    def _read(self, hub: Hub, first: bool) -> str:
        """What is wrong with what was edited; empty when it is in force."""
        try:
            config = load_config(hub.config.path, discover(), hub.detectors)
            if config != hub.config:
                hub = hub.edited(config)
                self._take(hub)
                self._seen = _stamps(hub)
            _insist_on_readable(hub)
        except (ConfigError, RulesError) as error:
            log.warning("what was edited cannot be used, and what was in force before stays so: %s", error)
            return str(error)
        if not first:
            log.info("what was edited is in force")
        return ""


def _insist_on_readable(hub: Hub) -> None:
    if hub.config.hub.people:
        load_people(hub.config.file(hub.config.hub.people))
    load_rules(hub)


def _keep(hub: Hub, problem: str) -> None:
    try:
        with hub.store.write() as tx:
            meta.put(tx, PROBLEM, problem)
    except StoreError as error:
        log.warning("%s", error)


def _stamps(hub: Hub) -> Stamps:
    """By what an edit of a file is known."""
    own = (hub.config.hub.rules, *(Path(each.file) for each in hub.config.rule_files))
    people = (hub.config.hub.people,) if hub.config.hub.people else ()
    return {path: _stamp(path) for path in (hub.config.path, *map(hub.config.file, (*own, *people)))}


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
