"""`serve` and `worker`: the hub as a service, until somebody asks it to end."""

import logging
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

from connectors.transport import traced
from core.contract import Refused
from fairlead import logs
from fairlead.cli import leave
from fairlead.log_lines import STYLES
from fairlead.output import OK
from scheduler.config import ConfigError
from scheduler.hub import Hub, open_hub
from scheduler.rights import tell_excess
from scheduler.service.service import Service
from scheduler.service.supervisor import supervised
from web.server import answered

log = logging.getLogger(__name__)


def serve(config: Path, works: bool) -> None:
    """Ends within seconds when it is asked to: what was pulled is committed, and what a tool has under way is looked after by
    whoever serves next."""
    with _opened(config) as hub:
        if not works:
            _insist_on_postgresql(hub, "fairlead serve --no-worker")
        service = Service(hub, works=works)
        with traced.begun(), _answered(service) as at, service.running():
            Thread(target=tell_excess, args=(hub,), name="rights", daemon=True).start()
            where = f", answering at {at}" if at else ""
            what = f"serving {', '.join(hub.tools) or 'no tool'}{where}"
            log.info("fairlead: %s; Ctrl-C ends it", what)
            with supervised(service.ticker, what):
                hub.stopping.wait()
        log.info("fairlead: stopped")
    leave(OK)


def worker(config: Path) -> None:
    """One of many, on any machine that reaches the database and the tools. It ends like `serve`."""
    with _opened(config) as hub:
        _insist_on_postgresql(hub, "fairlead worker")
        service = Service(hub, leads=False)
        with traced.begun(), service.running():
            what = f"working, {hub.config.service.workers} jobs at once"
            log.info("fairlead: %s; Ctrl-C ends it", what)
            with supervised(service.ticker, what):
                hub.stopping.wait()
        log.info("fairlead: stopped")
    leave(OK)


@contextmanager
def _opened(config: Path) -> Iterator[Hub]:
    """Logs go to stderr, and signals ask the hub to stop."""
    with open_hub(config) as hub:
        logs.begin(logging.INFO, STYLES[hub.config.service.log]())
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: hub.stopping.set())
        yield hub


def _insist_on_postgresql(hub: Hub, command: str) -> None:
    if hub.store.file:
        raise ConfigError(
            f"{hub.config.path}: [hub] database: `{command}` needs PostgreSQL, because only one process serves a SQLite "
            "database: `fairlead serve`; `fairlead db copy` moves the hub"
        )


@contextmanager
def _answered(service: Service) -> Iterator[str]:
    """Its pages. An address that is taken, because another one serves already, is told of so."""
    with ExitStack() as open_pages:
        try:
            at = open_pages.enter_context(answered(service))
        except Refused:
            with service.hub.store.alone("serve"):
                raise
        yield at
