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

from fairlead.demo import channels
from fairlead.demo.acts import Acts
from fairlead.demo.house import ON_MONDAY, settle
from fairlead.demo.moments import friday_before
from fairlead.output import document
from fairlead.screen import stdout
from sandbox.company import Company, open_company
from sandbox.server import Sandbox
from scheduler.clock import system_clock
from scheduler.hub import open_hub
from scheduler.report import report
from web.report import render

DAY = timedelta(days=1)
NEXT = """
`fairlead demo --keep` leaves the company running, to try every command on it.
`fairlead init` begins a hub of your own."""


def demo(seed: int, people: int, keep: bool, json: bool) -> None:
    """The company lives until a Monday: what happens does not depend on the hour at which somebody looks."""
    started = time.perf_counter()
    friday = friday_before(system_clock().date())
    with _folder() as folder, open_company(seed, people=people, now=friday) as opened:
        company, sandbox = opened.company, opened.sandbox
        config = settle(company, sandbox.urls, folder, when=ON_MONDAY)
        console = None if json else stdout()
        with open_hub(config, company.clock) as hub:
            acts = Acts(hub, company, sandbox, console)
            told = acts.play()
            told["slack"] = str(_page(channels.render(acts.album)))
            told["report"] = str(_page(render(report(hub), hub.detectors)))
        told["seconds"] = round(time.perf_counter() - started, 1)
        if json:
            document(seed=seed, config=str(config) if keep else None, **told)
        else:
            stdout().print(f"\nSlack as people see it:\n{told['slack']}", markup=False, soft_wrap=True)
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


def _page(html: str) -> Path:
    """A file of its own that stays, for a browser to open."""
    with tempfile.NamedTemporaryFile("w", prefix="fairlead-demo-", suffix=".html", delete=False) as file:
        file.write(html)
    return Path(file.name)


def _wait(config: Path, company: Company, sandbox: Sandbox, json: bool) -> None:
    """Keeps the servers up until somebody presses Ctrl-C. People work until today, and from then on time goes by as it does."""
    while system_clock() - company.now > DAY:
        sandbox.call(lambda: _another_day(company))
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


def _another_day(company: Company) -> None:
    end = company.now + DAY
    company.work()
    company.clock.advance(end - company.now)


def _any_item(company: Company) -> Any:
    return next(iter(company.tools.jira.issues.values()))["key"]
