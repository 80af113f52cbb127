"""Draws the picture of the report in the README (docs/report.png) from the simulated company. Needs Chromium."""

import subprocess
import tempfile
from pathlib import Path

from fairlead.demo.house import settle
from sandbox.company import open_company
from scheduler import linking, reconciling, syncing
from scheduler.hub import open_hub
from scheduler.report import report
from scripts.draw_pictures import DOCS, NOW
from web.report import render

BROWSER = "chromium"
SIZE = (1200, 860)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(_page(Path(folder)))
        options = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={SIZE[0]},{SIZE[1]}")
        subprocess.run([BROWSER, *options, f"--screenshot={DOCS / 'report.png'}", page.as_uri()], check=True)


def _page(folder: Path) -> str:
    with open_company(7, now=NOW) as opened:
        config = settle(opened.company, opened.sandbox.urls, folder)
        with open_hub(config, opened.company.clock) as hub:
            syncing.sync(hub, lambda *_: None)
            linking.link(hub)
            reconciling.reconcile_findings(hub)
            return render(report(hub), hub.detectors)


if __name__ == "__main__":
    main()
