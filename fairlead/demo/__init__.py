"""`fairlead demo`: the main job on a simulated company, seen from start to end, with nothing to set up."""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from fairlead.demo.acts import Acts
from fairlead.demo.house import settle
from fairlead.output import document
from fairlead.report import render
from fairlead.screen import stdout
from sandbox.company import Company, open_company
from sandbox.server import Sandbox
from scheduler.clock import system_clock
from scheduler.hub import Hub, open_hub
from scheduler.report import report

NEXT = """
`fairlead demo --keep` leaves the company running, to try every command on it.
`fairlead init` begins a hub of your own."""


def demo(seed: int, people: int, keep: bool, json: bool) -> None:
    """The company lives until now, its last day being the day that the demo lets pass."""
    started = time.perf_counter()
    yesterday = system_clock() - timedelta(days=1)
    with _folder() as folder, open_company(seed, people=people, now=yesterday) as opened:
        company, sandbox = opened.company, opened.sandbox
        config = settle(company, sandbox.urls, folder)
        console = None if json else stdout()
        with open_hub(config, company.clock) as hub:
            told = Acts(hub, company, sandbox, console).play()
            told["report"] = str(_report(hub))
        told["seconds"] = round(time.perf_counter() - started, 1)
        if json:
            document(seed=seed, config=str(config) if keep else None, **told)
        else:
            stdout().print(f"\nHow it stands now, on one page:\n{told['report']}", markup=False, soft_wrap=True)
            stdout().print(f"\nAll of that took {told['seconds']} seconds.{'' if keep else NEXT}", markup=False)
        if keep:
            _wait(config, company, sandbox, json)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fairlead-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _report(hub: Hub) -> Path:
    """A file of its own that stays, for a browser to open."""
    with tempfile.NamedTemporaryFile("w", prefix="fairlead-demo-", suffix=".html", delete=False) as file:
        file.write(render(report(hub), hub.detectors))
    return Path(file.name)


def _wait(config: Path, company: Company, sandbox: Sandbox, json: bool) -> None:
    """Keeps the servers up, their time going on as real time does, until somebody presses Ctrl-C."""
    if not json:
        stdout().print(f"\n# {config}\n{config.read_text()}", markup=False, style="dim", soft_wrap=True)
        stdout().print(
            f"\nThe company stays up until you press Ctrl-C. In another terminal:\n"
            f"  export FAIRLEAD_CONFIG={config} PATH={Path(sys.executable).parent}:$PATH\n"
            f"  fairlead doctor\n  fairlead goals\n  fairlead findings\n"
            f"  fairlead rules explain {_any_item(company)}\n  fairlead rules test\n  fairlead run\n  fairlead plan\n",
            markup=False,
            soft_wrap=True,
        )
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(1)
            sandbox.call(lambda: company.clock.advance(max(system_clock() - company.now, timedelta())))


def _any_item(company: Company) -> Any:
    return next(iter(company.tools.jira.issues.values()))["key"]
