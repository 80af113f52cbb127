"""Where findings stand in their lives: what detectors saw, together with what people decided about it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection

from core.findings import Finding
from core.handling import Handling, Silence, in_force, silenced
from core.stages import Stage, brief, remark, stage, stages
from core.stream_state import stale
from scheduler.hub import Hub
from store import handlings, silences
from store.stream_states import stream_states

HEARD: Collection[Stage] = ("open", "acknowledged")


class Life(Struct, frozen=True, kw_only=True):
    """`brief` is the stage for a table, `remark` for a sentence; both are empty of what is just open. `decision` is the one in
    force, `silence` the one that matches. It is `stale` when what it rests on was not read since then, for long: it keeps its
    state, and may be over."""

    stage: Stage
    brief: str = ""
    remark: str = ""
    decision: Handling | None = None
    silence: Silence | None = None
    stale: datetime | None = None

    @property
    def shown(self) -> str:
        """`brief`, and that it is stale."""
        return ", ".join(filter(None, (self.brief, "stale" if self.stale else "")))


OPEN = Life(stage="open")


def lives_of(hub: Hub, tx: Connection, findings: Collection[Finding]) -> dict[str, Life]:
    """By fingerprint."""
    now, quiet = hub.clock(), silences.in_force(tx, hub.clock())
    handled = handlings.of(tx, [each.fingerprint for each in findings])
    unread = stale(stream_states(tx), now)
    found = {}
    for each in findings:
        decided = handled.get(each.fingerprint)
        found[each.fingerprint] = Life(
            stage=stage(each, decided, quiet, now),
            brief=brief(each, decided, quiet, now),
            remark=remark(each, decided, now),
            decision=in_force(decided, each, now),
            silence=silenced(each, quiet, now),
            stale=_stale(each, unread),
        )
    return found


def _stale(finding: Finding, unread: Mapping[str, datetime]) -> datetime | None:
    """One that names no tool rests on all of them."""
    names = finding.observation.streams or unread
    return min((unread[name] for name in names if name in unread), default=None)


def stages_of(hub: Hub, tx: Connection, findings: Iterable[Finding]) -> dict[Stage, int]:
    """How many open findings stand where."""
    return stages(findings, handlings.of_open(tx), silences.in_force(tx, hub.clock()), hub.clock())


def unheard(hub: Hub, tx: Connection, findings: Collection[Finding]) -> set[str]:
    """Fingerprints of findings of which people want to hear nothing now."""
    return {name for name, life in lives_of(hub, tx, findings).items() if life.stage not in HEARD}
