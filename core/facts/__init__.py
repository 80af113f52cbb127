"""The facts that detectors judge: computed by set-based SQL in `store`, plain values here, one module for each kind of thing.

Keys of items are `source:key`. Effort is in person-days, per team only. All datetimes are aware and in UTC.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from core.facts.attention import Talk
from core.facts.blocked import BlockedFact, Hold, Signs
from core.facts.chain import ActiveItems, MergedPulls
from core.facts.coordination import Contribution, DependencyFact
from core.facts.effort import DailyEffort, EffortFact, MethodCoverage
from core.facts.estimates import EstimateFact
from core.facts.flow import DoneWeek, SlowItem, TeamFlow
from core.facts.goals import GoalFact, MovementFact, TargetShare
from core.facts.hub import PersonFact, RowFact, RuleFact, StreamFact
from core.facts.likeness import OpenItem, PairFact
from core.facts.moves import RelinkedFact
from core.facts.plans import PlanFact
from core.facts.talk import Escalations
from core.facts.work import DeadlineFact, ItemFact
from core.records import Decision, Metric, Reading

__all__ = [
    "ActiveItems",
    "BlockedFact",
    "Contribution",
    "DailyEffort",
    "DeadlineFact",
    "DependencyFact",
    "DoneWeek",
    "EffortFact",
    "Escalations",
    "EstimateFact",
    "Facts",
    "GoalFact",
    "Hold",
    "ItemFact",
    "MergedPulls",
    "MethodCoverage",
    "MovementFact",
    "OpenItem",
    "PairFact",
    "PersonFact",
    "PlanFact",
    "RelinkedFact",
    "RowFact",
    "RuleFact",
    "Signs",
    "SlowItem",
    "StreamFact",
    "Talk",
    "TargetShare",
    "TeamFlow",
]


class Facts(Struct, frozen=True, kw_only=True):
    """Everything the detectors look at, as of one moment. Effort covers the trailing `effort_days` days.

    `unlinked` are items that no link, exemption or run-the-business goal covers, in `doing` or done in the window.
    `unassigned` are items in `doing` without assignee. `outdated` are items in `doing` linked to a goal that is closed,
    ended or superseded, and `outdated_effort` is the part of `effort` that went into exactly those items,
    as `doing_effort` is that of all items in `doing`. `relinked` are those of them that moved in four weeks.
    `targeted` are the goals that have a target by period. `daily` covers the trailing `allocation_days` days, in their order,
    and `workers` counts the people who worked in each team in the effort window; both are empty while no objective has a
    target share.
    `readings` are the check-ins and values of metrics of the trailing 400 days, oldest first, by persons where the account is
    known.
    """

    as_of: datetime
    effort_days: int = 28
    allocation_days: int = 98
    unlinked: tuple[ItemFact, ...] = ()
    unassigned: tuple[ItemFact, ...] = ()
    outdated: tuple[ItemFact, ...] = ()
    goals: tuple[GoalFact, ...] = ()
    movements: tuple[MovementFact, ...] = ()
    deadlines: tuple[DeadlineFact, ...] = ()
    blocked: tuple[BlockedFact, ...] = ()
    flows: tuple[TeamFlow, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    dependencies: tuple[DependencyFact, ...] = ()
    targeted: frozenset[str] = frozenset()
    decisions: tuple[Decision, ...] = ()
    metrics: tuple[Metric, ...] = ()
    readings: tuple[Reading, ...] = ()
    escalations: tuple[Escalations, ...] = ()
    people: tuple[PersonFact, ...] = ()
    effort: tuple[EffortFact, ...] = ()
    outdated_effort: tuple[EffortFact, ...] = ()
    doing_effort: tuple[EffortFact, ...] = ()
    relinked: tuple[RelinkedFact, ...] = ()
    daily: tuple[DailyEffort, ...] = ()
    workers: Mapping[str, int] = {}
    method_coverage: tuple[MethodCoverage, ...] = ()
    targets: tuple[TargetShare, ...] = ()
    streams: tuple[StreamFact, ...] = ()
    rules: tuple[RuleFact, ...] = ()
    rows: tuple[RowFact, ...] = ()
    active: tuple[ActiveItems, ...] = ()
    merged: tuple[MergedPulls, ...] = ()
    like_items: tuple[PairFact, ...] = ()
    estimates: tuple[EstimateFact, ...] = ()
    talk: tuple[Talk, ...] = ()
    plans: tuple[PlanFact, ...] = ()
