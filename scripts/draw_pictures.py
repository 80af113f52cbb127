"""Draws the pictures of the README from the simulated company: what drifts there (docs/demo.svg), and what an edit of its
rules would do (docs/diff.svg)."""

import re
import tempfile
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from fairlead import goal_tree, screen
from fairlead.changes import told
from fairlead.demo.house import settle
from mappings import Source, load_all
from mappings.edits import without_rule
from sandbox.company import open_company
from scheduler import linking, reconciling, syncing
from scheduler.hub import Hub, open_hub
from scheduler.rule_changes import preview
from scheduler.rule_files import rule_sources
from store.facts import facts

DOCS = Path(__file__).parents[1] / "docs"
NOW = datetime(2026, 6, 17, 15, tzinfo=UTC)
EACH = 2
GONE = re.compile(r'^id = "(component-.*)"$', re.MULTILINE)  # the first such rule is what the second picture takes out
# the reader's own monospaced font will do: nothing is fetched from anywhere
FORMAT = re.sub(r"\s*@font-face \{\{.*?\}\}\n", "\n", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, open_company(7, now=NOW) as opened:
        config = settle(opened.company, opened.sandbox.urls, Path(folder))
        with open_hub(config, opened.company.clock) as hub:
            syncing.sync(hub, lambda *_: None)
            linking.link(hub)
            _drift(hub)
            _edit(hub)


def _drift(hub: Hub) -> None:
    found = reconciling.reconcile_findings(hub).open
    with hub.store.read() as tx:
        seen = facts(tx, hub.clock())
    console = _console(132)
    console.print(goal_tree.alignment_tree(seen.goals, found, at=seen.as_of))
    console.print()
    console.print(screen.findings_table(found, EACH))
    console.save_svg(str(DOCS / "demo.svg"), title="fairlead goals · fairlead findings", code_format=FORMAT)


def _edit(hub: Hub) -> None:
    first, *others = rule_sources(hub.config)
    (gone, *_) = GONE.findall(first.text)
    edited = Source(without_rule(first.text, gone), first.path)
    console = _console(124)
    console.print(told(preview(hub, load_all([edited, *others]))))
    console.save_svg(str(DOCS / "diff.svg"), title=f"fairlead rules remove {gone} --dry-run", code_format=FORMAT)


def _console(width: int) -> Console:
    return Console(record=True, width=width, file=StringIO(), force_terminal=True, highlight=False)


if __name__ == "__main__":
    main()
