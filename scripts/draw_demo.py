"""Draws docs/demo.svg, the picture of the README: what `fairlead demo` shows of the company and what drifts there."""

import re
import tempfile
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from fairlead import screen
from fairlead.demo.house import settle
from sandbox.company import open_company
from scheduler import linking, reconciling, syncing
from scheduler.hub import open_hub
from store.facts import facts

PICTURE = Path(__file__).parents[1] / "docs" / "demo.svg"
NOW = datetime(2026, 6, 17, 15, tzinfo=UTC)
EACH = 2
# the reader's own monospaced font will do: nothing is fetched from anywhere
FORMAT = re.sub(r"\s*@font-face \{\{.*?\}\}\n", "\n", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def main() -> None:
    console = Console(record=True, width=132, file=StringIO(), force_terminal=True, highlight=False)
    with tempfile.TemporaryDirectory() as folder, open_company(7, now=NOW) as opened:
        config = settle(opened.company, opened.sandbox.urls, Path(folder))
        with open_hub(config, opened.company.clock) as hub:
            syncing.sync(hub, lambda *_: None)
            linking.link(hub)
            found = reconciling.reconcile_findings(hub).open
            with hub.store.read() as tx:
                seen = facts(tx, hub.clock())
    console.print(screen.alignment_tree(seen.goals, found))
    console.print()
    console.print(screen.findings_table(found, EACH))
    console.save_svg(str(PICTURE), title="fairlead goals · fairlead findings", code_format=FORMAT)


if __name__ == "__main__":
    main()
