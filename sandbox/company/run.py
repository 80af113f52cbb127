"""The company behind its four servers, ready for a hub to be pointed at."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sandbox import github, jira, sheets, slack
from sandbox.company.company import Company
from sandbox.company.drift import USUAL
from sandbox.history import Observer, Tool
from sandbox.server import App, Sandbox


class Opened(NamedTuple):
    """A company whose tools answer at `sandbox.urls`, and what a hub should find in it at the beginning."""

    company: Company
    sandbox: Sandbox
    truth: dict[str, Any]


@contextmanager
def open_company(
    seed: int,
    *,
    people: int = 24,
    now: datetime,
    healthy: bool = False,
    drifts: Collection[str] = USUAL,
    items: int | None = None,
    observe: Observer | None = None,
    ports: Mapping[Tool, int] | None = None,
) -> Iterator[Opened]:
    """The company and its servers, until the context ends. Change its state only by `sandbox.call`."""
    company = Company(seed, people=people, now=now, healthy=healthy, drifts=drifts, items=items)
    tools = company.tools
    apps: dict[Tool, App] = {
        "jira": jira.app(tools.jira),
        "github": github.app(tools.github),
        "slack": slack.app(tools.slack),
        "sheets": sheets.app(tools.sheets),
    }
    with Sandbox(apps, company.clock, observe, ports) as servers:
        yield Opened(company, servers, company.truth())
