"""One process of the case: `python -m bench.rule_edit.one STEP EDIT FOLDER ITEMS`, which writes what it took to stdout.

`fill` fills a store as pulls would, maps it in full and judges it. `map` carries an edit out, and takes it back untimed;
`moves` and `preview` show what it would do, to items alone or to effort and findings too.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from bench.rule_edit.company import EDITS, NOW, RULE, fill, rules
from scheduler.hub import Hub, open_hub
from scheduler.linking import link
from scheduler.reconciling import reconcile_findings
from scheduler.rule_changes import preview
from scheduler.rule_files import load_rules
from store.kept.keeping import keep_up


def settle(folder: Path, items: int) -> dict[str, Any]:
    (folder / "config.toml").write_text('[hub]\ndatabase = "sqlite:///hub.db"\n')
    (folder / "mappings.toml").write_text("".join(rules()))
    with _opened(folder) as hub:
        fill(hub.store, items)
        told = _timed(lambda: link(hub).items)
        reconcile_findings(hub)
    return told


def mapped(edit: str, folder: Path) -> dict[str, Any]:
    with _opened(folder) as hub:
        with _edited(edit, folder):
            told = _timed(lambda: link(hub).items)
        link(hub)
        keep_up(hub.store, NOW)  # as it was, for the next
    return told


def previewed(edit: str, folder: Path, *, judged: bool) -> dict[str, Any]:
    with _opened(folder) as hub, _edited(edit, folder):
        return _timed(lambda: len(preview(hub, load_rules(hub), judged=judged).moves))


STEPS: dict[str, Callable[[str, Path], dict[str, Any]]] = {
    "map": mapped,
    "moves": lambda edit, folder: previewed(edit, folder, judged=False),
    "preview": lambda edit, folder: previewed(edit, folder, judged=True),
}


@contextmanager
def _opened(folder: Path) -> Iterator[Hub]:
    with open_hub(folder / "config.toml", clock=lambda: NOW) as hub:
        yield hub


@contextmanager
def _edited(edit: str, folder: Path) -> Iterator[None]:
    file = folder / "mappings.toml"
    before = file.read_text()
    if EDITS[edit]:
        file.write_text(before + RULE.format(id="edited", goal=1, when=EDITS[edit]))
    try:
        yield
    finally:
        file.write_text(before)


def _timed(act: Callable[[], int]) -> dict[str, Any]:
    begun, busy = time.perf_counter(), time.process_time()
    count = act()
    took = {"s": time.perf_counter() - begun, "cpu": time.process_time() - busy}
    return {**took, "items": count, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def main(step: str, edit: str, folder: Path, items: int) -> None:
    told = settle(folder, items) if step == "fill" else STEPS[step](edit, folder)
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
