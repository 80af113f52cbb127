"""`fairlead demo`: the main job on a simulated company, seen from start to end, with nothing to set up."""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from fairlead.demo import channels
from fairlead.demo.acts import Acts
from fairlead.demo.house import ON_MONDAY, settle
from fairlead.demo.living import days_until_today, live
from fairlead.demo.moments import friday_before
from fairlead.demo.pages import opened_to_all, served
from fairlead.output import document
from fairlead.screen import stdout
from sandbox.company import Company, open_company
from scheduler.clock import system_clock
from scheduler.hub import open_hub
from scheduler.report import report
from web.report import render

NEXT = """
`fairlead demo --web` shows the company on pages, in your browser.
`fairlead demo --keep` leaves the company running, to try every command on it.
`fairlead init` begins a hub of your own."""
TRY = """
The company stays up until you press Ctrl-C. In another terminal:
  export FAIRLEAD_CONFIG={config} PATH={path}:$PATH
  fairlead doctor
  fairlead goals
  fairlead findings
  fairlead rules explain {item}
  fairlead rules test
  fairlead run
  fairlead plan
"""


def demo(seed: int, people: int, keep: bool, port: int | None, json: bool) -> None:
    """The company lives until a Monday: what happens does not depend on the hour at which somebody looks. With a `port` its
    pages answer there afterwards."""
    started = time.perf_counter()
    friday = friday_before(system_clock().date())
    with _folder() as folder, open_company(seed, people=people, now=friday) as opened:
        company, sandbox = opened.company, opened.sandbox
        config = settle(company, sandbox.urls, folder, when=ON_MONDAY)
        if port is not None:
            opened_to_all(config, port)
        console = None if json else stdout()
        with open_hub(config, company.clock) as hub:
            acts = Acts(hub, company, sandbox, console)
            told = acts.play()
            told["slack"] = str(_page(channels.render(acts.album)))
            told["report"] = str(_page(render(report(hub), hub.detectors)))
            if keep or port is not None:
                _until_today(acts, look=port is not None)
        told["seconds"] = round(time.perf_counter() - started, 1)
        with nullcontext("") if port is None else served(config, company) as at:
            if json:
                document(seed=seed, config=str(config) if keep or at else None, **({"pages": at} if at else {}), **told)
            else:
                _say(told, config, company, at, keep)
            if keep or at:
                live(company, sandbox)


def _until_today(acts: Acts, *, look: bool) -> None:
    """With `look` the hub judges each day, so that its pages can tell of them."""
    for _ in days_until_today(acts.company, acts.sandbox):
        if look:
            acts.evaluate()


def _say(told: dict[str, Any], config: Path, company: Company, at: str, keep: bool) -> None:
    lines = [
        f"\nSlack as people see it:\n{told['slack']}",
        f"\nHow it stands now, on one page:\n{told['report']}",
        f"\nAll of that took {told['seconds']} seconds.{'' if keep or at else NEXT}",
    ]
    if keep or at:
        lines.append(TRY.format(config=config, path=Path(sys.executable).parent, item=_any_item(company)))
    if at:
        lines.append(f"The pages of the hub, in your browser: {at}/\n")
    for line in lines:
        stdout().print(line, markup=False, soft_wrap=True)


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


def _any_item(company: Company) -> Any:
    return next(iter(company.tools.jira.issues.values()))["key"]
