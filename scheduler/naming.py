"""How people name findings: by the first characters of their fingerprints, or by what they are about."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from core.findings import SHORTEST, Finding
from core.handling import Handling, in_force, matches
from scheduler.decisions import Decision, NotHandled, Reopen
from scheduler.hub import Hub
from scheduler.matching import insist_on_known
from store import findings, handlings

_SHOWN = 5


def known_findings(tx: Connection, names: Iterable[str]) -> list[Finding]:
    """Each once. Whole fingerprints are looked up together, for those may be many."""
    names = list(dict.fromkeys(names))
    whole = {each.fingerprint: each for each in findings.called(tx, names)}
    found = (whole.get(name) or known_finding(tx, name) for name in names)
    return list({each.fingerprint: each for each in found}.values())


def known_finding(tx: Connection, name: str) -> Finding:
    """The one finding whose fingerprint begins so; of several, the one that is open. NotHandled when that is none or more."""
    begins = name.strip().casefold()
    if len(begins) < SHORTEST:
        raise NotHandled(f"{name}: give at least {SHORTEST} characters of a finding, as `fairlead findings` shows it")
    found = findings.beginning(tx, begins)
    found = [each for each in found if not each.resolved_at] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotHandled(f"{name}: there is no such finding; `fairlead findings` shows those that are open")
    told = ", ".join(f"{each.fingerprint} ({each.observation.subject.key})" for each in found[:_SHOWN])
    raise NotHandled(f"{name}: {len(found)} findings begin so: {told}; give more characters")


def fitting(hub: Hub, matchers: Mapping[str, str], decision: Decision) -> list[str]:
    """Fingerprints of the open findings that match, and of which this can be decided: what was decided already is only taken
    back, and what is exempt only that. NotHandled when there are none."""
    now = hub.clock()
    with hub.store.read() as tx:
        insist_on_known(hub, tx, matchers)
        handled = handlings.of_open(tx)
        found = [each for each in findings.open_findings(tx) if matches(each, matchers)]
    held = {each.fingerprint: in_force(handled.get(each.fingerprint), each, now) for each in found}
    fit = [name for name, decided in held.items() if _fits(decided, decision)]
    if not fit:
        told = " and ".join(f"{name}={glob}" for name, glob in matchers.items())
        raise NotHandled(f"no open finding with {told} is left to decide that of; `fairlead findings` shows all")
    return fit


def _fits(held: Handling | None, decision: Decision) -> bool:
    return held is not None if isinstance(decision, Reopen) else held is None or held.state != "exempt"
