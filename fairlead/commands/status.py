"""`status`: the four questions on one screen, or how the hub itself does."""

from datetime import date
from pathlib import Path

import msgspec

from fairlead import screen, service_page, statuses
from fairlead.output import document, fail
from scheduler.hub import open_hub
from scheduler.overview import last_overview, overview_on
from scheduler.service.state import service_state


def status(config: Path, day: date | None, json: bool) -> None:
    with open_hub(config) as hub:
        seen, halted = overview_on(hub, day) if day else last_overview(hub), hub.halted()
    if seen is None:
        fail("fairlead: nothing was judged yet; `fairlead run` reads the tools and judges what they hold")
    if json:
        document(**msgspec.to_builtins(seen), halted=halted)
    else:
        if halted:
            screen.stdout().print(halted, style="red", markup=False, soft_wrap=True)
        screen.stdout().print(statuses.page(seen, hub.detectors))


def of_service(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        seen = service_state(hub)
    if json:
        document(**msgspec.to_builtins(seen))
    else:
        screen.stdout().print(service_page.page(seen))
