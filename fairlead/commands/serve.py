"""`serve`: the hub as a service, until somebody asks it to end."""

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
from scheduler.hub import open_hub
from scheduler.rights import tell_excess
from scheduler.service.service import Service
from web.server import answered

log = logging.getLogger(__name__)


def serve(config: Path) -> None:
    """Ends within seconds when it is asked to: what was pulled is committed, and what a tool has under way is looked after by
    whoever serves next."""
    with open_hub(config) as hub:
        logs.begin(logging.INFO, STYLES[hub.config.service.log]())
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: hub.stopping.set())
        service = Service(hub)
        with traced.begun(), _answered(service) as at, service.running():
            Thread(target=tell_excess, args=(hub,), name="rights", daemon=True).start()
            where = f", answering at {at}" if at else ""
            log.info("fairlead: serving %s%s; Ctrl-C ends it", ", ".join(hub.tools) or "no tool", where)
            hub.stopping.wait()
        log.info("fairlead: stopped")
    leave(OK)


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
