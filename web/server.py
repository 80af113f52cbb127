"""The pages of a hub at their address, as long as it serves."""

from collections.abc import Iterator
from contextlib import contextmanager

from connectors.answering import answering, bound
from scheduler.service.service import Service
from web.app import app


@contextmanager
def answered(service: Service) -> Iterator[str]:
    """The address at which they answer; empty where the configuration wants none. Refused when it cannot be had."""
    at = service.hub.config.service.address
    if at is None:
        yield ""
        return
    with bound(*at, f"{service.hub.config.path}: [service]") as taken:
        host, port = taken.getsockname()[:2]
        service.pulse.answers_at = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        with answering(app(service), taken, "pages"):
            yield service.pulse.answers_at
