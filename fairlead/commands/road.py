"""`sync`, `map`, `reconcile`, and `run` for all three: the road of an item inside the hub."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from core.findings import Finding
from core.phrases import counted
from core.spelling import hint
from core.strategy import Problem
from core.times import midnight
from fairlead import screen
from fairlead.commands.strategy import counts, problems_of, tally
from fairlead.output import DRIFT, ERROR, OK, PARTLY, USAGE, document, fail
from fairlead.progress import sync_bars
from scheduler import linking, reconciling, syncing
from scheduler.config import ConfigError
from scheduler.confining import unfit
from scheduler.hub import Hub, open_hub
from scheduler.pulling import Terms
from scheduler.service.due import run_now
from scheduler.told import Pulled
from store import roster
from store.facts import unread as unread_rows

VIA: Mapping[str, str] = {
    "manual": "by hand",
    "key": "by the goal they name",
    "rule": "by a rule",
    "inherited": "by what they belong to",
    "default": "by default",
}


def sync(config: Path, only: Sequence[str], since: str | None, gone: Sequence[str], later: bool, json: bool) -> None:
    """With `later` the service does it, if there is one."""
    if later and (since or gone):
        fail("fairlead: --since and --gone are for a sync that is done here; leave --soon out", USAGE)
    if later:
        _leave_to_service(config, only, json)
        raise SystemExit(OK)
    with open_hub(config) as hub:
        _insist_on_known(hub, gone)
        terms = Terms(moment(since, hub.clock()) if since else None, frozenset(gone))
        rows, unread, problems = pull(hub, only, terms), unread_count(hub), problems_of(hub)
    if json:
        document(streams=[stream_document(row) for row in rows], strategy=counts(problems))
    else:
        show_pulled(rows, unread, problems)
    raise SystemExit(PARTLY if any(row.error for row in rows) else OK)


def _leave_to_service(config: Path, only: Sequence[str], json: bool) -> None:
    with open_hub(config) as hub:
        names = syncing.asked(hub, only)
        with hub.store.write() as tx:
            for name in names:
                run_now(hub, tx, name)
    if json:
        document(due=names)
    else:
        _say(f"Due at once: {', '.join(names)}. `fairlead serve` pulls it; `fairlead status` shows what came of it.")


def link(config: Path, everything: bool, approval: str | None, json: bool) -> None:
    with open_hub(config) as hub:
        linked = linking.link(hub, everything=everything, approval=approval)
    if json:
        document(links=links_document(linked))
    else:
        show_links(linked)
    raise SystemExit(ERROR if linked.mistakes else OK)


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
        rows, unread, problems = pull(hub), unread_count(hub), problems_of(hub)
        linked = linking.link(hub)
        reconciled = reconciling.reconcile_findings(hub)
    if json:
        document(
            streams=[stream_document(row) for row in rows],
            strategy=counts(problems),
            links=links_document(linked),
            findings=findings_document(reconciled),
        )
    else:
        show_pulled(rows, unread, problems)
        show_links(linked)
        show_changes(reconciled)
    partly = linked.mistakes or any(row.error for row in rows)
    raise SystemExit(PARTLY if partly else drift(reconciled.open))


def pull(hub: Hub, only: Sequence[str] = (), terms: Terms = syncing.AS_ALWAYS) -> list[Pulled]:
    """Sync, shown as it goes on stderr, with what does not look right after it."""
    with sync_bars(hub.stopping) as watch:
        rows = syncing.sync(hub, watch, only, terms)
    for warning in dict.fromkeys([*(warning for row in rows for warning in row.warnings), *unfit(hub)]):
        screen.stderr().print(warning, style="yellow", markup=False, soft_wrap=True)
    return rows


def unread_count(hub: Hub) -> int:
    with hub.store.read() as tx:
        return len(unread_rows(tx))


def show_pulled(rows: Sequence[Pulled], unread: int, problems: Sequence[Problem]) -> None:
    screen.stdout().print(screen.pulled(rows))
    if unread:
        _say(f"{counted(unread, 'thing')} there cannot be read: `fairlead unread` says what and why.")
    if problems:
        _say(f"The strategy as it is written has {tally(problems)}: `fairlead goals --lint` shows them.")


def _insist_on_known(hub: Hub, containers: Sequence[str]) -> None:
    with hub.store.read() as tx:
        known = roster.containers(tx)
    for container in containers:
        if container not in known:
            mend = hint(container, sorted(known), f"there are {', '.join(sorted(filter(None, known)))}")
            raise ConfigError(f"--gone {container}: no project, repository or list of this name was ever read{mend}")


def moment(given: str, now: datetime) -> datetime:
    """A day (`2026-01-31`, from its beginning in UTC) or so many days ago (`90d`). ConfigError for anything else, such as a day
    that is yet to come: nothing from before it would ever be read."""
    try:
        since = now - timedelta(days=int(given[:-1])) if given.endswith("d") else midnight(date.fromisoformat(given))
    except (ValueError, OverflowError):
        raise ConfigError(f"--since {given}: write a day such as 2026-01-31, or a number of days such as 90d") from None
    if since > now:
        raise ConfigError(f"--since {given}: that day is yet to come")
    return since


def drift(findings: Iterable[Finding]) -> int:
    return DRIFT if any(finding.observation.severity != "info" for finding in findings) else OK


def stream_document(row: Pulled) -> dict[str, Any]:
    return {
        "connector": row.connector,
        "stream": row.stream.name,
        "container": row.stream.container,
        **msgspec.to_builtins(row.counts),
        "seconds": round(row.seconds, 3),
        "error": row.error,
        "warnings": list(row.warnings),
    }


def links_document(linked: linking.Linked) -> dict[str, Any]:
    return {
        "items": linked.items,
        **msgspec.to_builtins(linked.counts),
        "by_via": linked.by_via,
        "without": linked.unlinked,
        "problems": list(linked.problems),
        "held": asdict(linked.held) if linked.held else None,
        "mistakes": [msgspec.to_builtins(problem) for problem in linked.mistakes],
    }


def findings_document(reconciled: reconciling.Reconciled) -> dict[str, Any]:
    return {
        "changes": dict(reconciled.counts),
        "open": screen.by_detector(reconciled.open),
        "frozen_connectors": list(reconciled.late),
    }


def show_links(linked: linking.Linked) -> None:
    links = by_via(linked) or "none"
    _say(f"{_looked_at(linked)}. Links now: {links}; {_none(linked.unlinked)}.")
    if linked.mistakes:
        lines = "\n".join(map(str, linked.mistakes))
        screen.stderr().print(
            f"The rule files cannot be read, and the rules of before stay in force:\n{lines}",
            style="red",
            markup=False,
            soft_wrap=True,
        )
    if linked.held:
        held = f"The edited rules wait, and those of before stay in force: {linked.held.reason}."
        mend = f"Look at `fairlead rules diff`; if it is meant, `fairlead map --approve {linked.held.approval}`."
        screen.stderr().print(f"{held} {mend}", style="yellow", markup=False, soft_wrap=True)
    for problem in linked.problems:
        screen.stderr().print(f"rules: {problem}", style="yellow", markup=False, soft_wrap=True)


def _looked_at(linked: linking.Linked) -> str:
    """An item is looked at again when it changed, or something that it may inherit from; often its links stay as they are."""
    some = "1 item" if linked.items == 1 else f"{linked.items:,} items"
    what = f"all items ({linked.items:,})" if linked.everything else some
    counts = (
        (linked.counts.linked, "linked"),
        (linked.counts.changed, "linked otherwise"),
        (linked.counts.unlinked, "unlinked"),
    )
    did = ", ".join(f"{count:,} {word}" for count, word in counts if count) or "no link changed"
    return f"Looked at {what}: {did}" if linked.items else "No item changed"


def _none(items: int) -> str:
    return counted(items, "item holds", "items hold") + " none"


def by_via(linked: linking.Linked) -> str:
    return ", ".join(f"{count:,} {VIA[via]}" for via, count in linked.by_via.items())


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
