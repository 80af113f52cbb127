"""Where findings stand in their lives: what detectors saw, together with what people decided about it."""

from collections.abc import Collection, Iterable

from msgspec import Struct
from sqlalchemy import Connection

from core.findings import Finding
from core.handling import Handling, Silence, in_force, silenced
from core.stages import Stage, brief, remark, stage, stages
from scheduler.hub import Hub
from store import handlings, silences

HEARD: Collection[Stage] = ("open", "acknowledged")


class Life(Struct, frozen=True, kw_only=True):
    """`brief` is the stage for a table, `remark` for a sentence; both are empty of what is just open. `decision` is the one in
    force, `silence` the one that matches."""

    stage: Stage
    brief: str = ""
    remark: str = ""
    decision: Handling | None = None
    silence: Silence | None = None


OPEN = Life(stage="open")


def lives_of(hub: Hub, tx: Connection, findings: Collection[Finding]) -> dict[str, Life]:
    """By fingerprint."""
    now, quiet = hub.clock(), silences.in_force(tx, hub.clock())
    handled = handlings.of(tx, [each.fingerprint for each in findings])
    found = {}
    for each in findings:
        decided = handled.get(each.fingerprint)
        found[each.fingerprint] = Life(
            stage=stage(each, decided, quiet, now),
            brief=brief(each, decided, quiet, now),
            remark=remark(each, decided, now),
            decision=in_force(decided, each, now),
            silence=silenced(each, quiet, now),
        )
    return found


def stages_of(hub: Hub, tx: Connection, findings: Iterable[Finding]) -> dict[Stage, int]:
    """How many open findings stand where."""
    return stages(findings, handlings.of_open(tx), silences.in_force(tx, hub.clock()), hub.clock())


def unheard(hub: Hub, tx: Connection, findings: Collection[Finding]) -> set[str]:
    """Fingerprints of findings of which people want to hear nothing now."""
    return {name for name, life in lives_of(hub, tx, findings).items() if life.stage not in HEARD}
