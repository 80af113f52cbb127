"""`fairlead demo --web`: the company in a browser, looked after by the hub's own service."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fairlead import logs
from sandbox.company import Company
from scheduler.hub import open_hub
from scheduler.service.service import Service
from web.server import answered

OPEN = """
[service]
listen_on = "127.0.0.1:{port}"

[web]
sign_in = false  # this machine alone reaches it

"""


def opened_to_all(config: Path, port: int) -> None:
    """The pages of this hub answer at this port (0: any that is free), and let everybody in."""
    config.write_text(config.read_text() + OPEN.format(port=port))


@contextmanager
def served(config: Path, company: Company) -> Iterator[str]:
    """The hub serves meanwhile, and its pages answer at the address given. Refused when that cannot be had."""
    logs.begin(logging.WARNING)
    with open_hub(config, company.clock) as hub:
        service = Service(hub)
        with answered(service) as at, service.running():
            yield at
