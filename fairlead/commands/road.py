"""`sync`, `map`, `reconcile`, and `run` for all three: the road of an item inside the hub."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from core.contract import Stream
from core.findings import Finding
from fairlead import screen
from fairlead.output import DRIFT, OK, PARTLY, document
from scheduler import linking, reconciling, syncing
from scheduler.hub import Hub, open_hub

VIA: Mapping[str, str] = {
    "manual": "by hand",
    "key": "by the goal they name",
    "rule": "by a rule",
    "inherited": "by what they belong to",
}


def sync(config: Path, only: Sequence[str], json: bool) -> None:
    with open_hub(config) as hub:
        rows = pull(hub, only)
    if json:
        document(streams=[stream_document(row) for row in rows])
    else:
        screen.stdout().print(screen.pulled(rows))
    raise SystemExit(PARTLY if any(row.error for row in rows) else OK)


def link(config: Path, everything: bool, json: bool) -> None:
    with open_hub(config) as hub:
        linked = linking.link(hub, everything=everything)
    if json:
        document(links=links_document(linked))
    else:
        show_links(linked)


def reconcile(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        reconciled = reconciling.reconcile_findings(hub)
    if json:
        document(findings=findings_document(reconciled))
    else:
        show_changes(reconciled)
    raise SystemExit(drift(reconciled.open))


def run(config: Path, json: bool) -> None:
    with open_hub(config) as hub:
        rows = pull(hub, ())
        linked = linking.link(hub)
        reconciled = reconciling.reconcile_findings(hub)
    if json:
        document(
            streams=[stream_document(row) for row in rows],
            links=links_document(linked),
            findings=findings_document(reconciled),
        )
    else:
        screen.stdout().print(screen.pulled(rows))
        show_links(linked)
        show_changes(reconciled)
    raise SystemExit(PARTLY if any(row.error for row in rows) else drift(reconciled.open))


def pull(hub: Hub, only: Sequence[str]) -> list[syncing.Pulled]:
    """Sync with a progress bar for each stream, on stderr and only where a person watches."""
    with progress() as bars:
        tasks: dict[tuple[str, Stream], Any] = {}

        def watch(name: str, stream: Stream, done: int, total: int | None) -> None:
            label = f"{name} {stream.name} {stream.container}".strip()
            task = tasks.get((name, stream))
            if task is None:
                task = tasks[name, stream] = bars.add_task(label, total=total)
            bars.update(task, completed=done, total=total or None)

        rows = syncing.sync(hub, watch, only)
        for task in tasks.values():
            bars.update(task, total=bars.tasks[task].completed or 1, completed=bars.tasks[task].completed or 1)
    return rows


@contextmanager
def progress() -> Iterator[Progress]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:>7,.0f}"),
        TimeElapsedColumn(),
    )
    console = screen.stderr()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        yield bars


def drift(findings: Iterable[Finding]) -> int:
    return DRIFT if any(finding.observation.severity != "info" for finding in findings) else OK


def stream_document(row: syncing.Pulled) -> dict[str, Any]:
    return {
        "connector": row.connector,
        "stream": row.stream.name,
        "container": row.stream.container,
        **msgspec.to_builtins(row.counts),
        "seconds": round(row.seconds, 3),
        "error": row.error,
    }


def links_document(linked: linking.Linked) -> dict[str, Any]:
    return {
        "items": linked.items,
        **msgspec.to_builtins(linked.counts),
        "by_via": linked.by_via,
        "without": linked.unlinked,
        "problems": list(linked.problems),
    }


def findings_document(reconciled: reconciling.Reconciled) -> dict[str, Any]:
    return {
        "changes": dict(reconciled.counts),
        "open": screen.by_detector(reconciled.open),
        "frozen_connectors": list(reconciled.late),
    }


def show_links(linked: linking.Linked) -> None:
    what = "All items" if linked.everything else "What changed"
    links = by_via(linked) or "none"
    _say(f"{what} ({linked.items:,}) linked. Links now: {links}; {linked.unlinked} items hold none.")
    for problem in linked.problems:
        screen.stderr().print(f"rules: {problem}", style="yellow", markup=False, soft_wrap=True)


def by_via(linked: linking.Linked) -> str:
    return ", ".join(f"{count} {VIA[via]}" for via, count in linked.by_via.items())


def show_changes(reconciled: reconciling.Reconciled) -> None:
    changes = ", ".join(f"{count} {action}" for action, count in reconciled.counts.items()) or "nothing changed"
    _say(f"Findings: {changes}; {len(reconciled.open)} open. `fairlead findings` shows them.")
    if reconciled.late:
        late = ", ".join(reconciled.late)
        screen.stderr().print(
            f"Findings that stand on {late} are frozen until that is read again.", style="yellow", soft_wrap=True
        )


def _say(text: str) -> None:
    """One line, however long: what reads our output by lines should find it whole."""
    screen.stdout().print(text, markup=False, soft_wrap=True)
