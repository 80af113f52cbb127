"""`report`: everything on one page of HTML."""

import sys
from datetime import date
from pathlib import Path

from rich.progress import TimeElapsedColumn

from fairlead.output import fail
from fairlead.progress import bars
from fairlead.screen import stdout
from scheduler.files import put
from scheduler.hub import open_hub
from scheduler.report import report as reported
from web import report as pages

STDOUT = Path("-")


def report(config: Path, output: Path, day: date | None) -> None:
    with open_hub(config) as hub, bars(TimeElapsedColumn()) as shown:
        task = shown.add_task("reading what the hub knows", total=None)
        found = reported(hub, day)
        shown.update(task, description="drawing the page")
        page = pages.render(found, hub.detectors)
    if not found.goals:
        fail("fairlead: no goal is known yet; `fairlead run` reads the tools")
    if output == STDOUT:
        sys.stdout.write(page)
    else:
        put(output, page)
        stdout().print(f"{output} written: open it in a browser", markup=False, soft_wrap=True)
