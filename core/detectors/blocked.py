"""D10: work that cannot go on, item by item, and initiatives much of whose work cannot.

Looks at: open items that are flagged (the flag, or one of the tool's `blocked_labels`), stand in one of `blocked_statuses`, or
are named in a Slack thread whose first message has one of `blocking_reactions`; and items in progress that wait for another
open item of the same tool ("is blocked by" in Jira, a dependency in GitHub).
Formula: working days since the oldest of these began. Share = an initiative's items in progress that are blocked for as long /
all its items in progress, at any depth.
Severity: always a warning.
Silent: about an item blocked for fewer than `blocked_working_days`; about one that has not been begun and only waits for
another, which is a plan; about a blocker that the hub does not know; about an initiative with fewer than `min_items` items in
progress.
Stands on: flags, labels, status and its history, links between items, and when the tool says that each was given. Where it says
nothing, they count from when the item's present status category began; a reaction counts from the thread's last message. The
item finding stands on the tools that tell of it, the initiative finding on all tools.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from core.bounds import Count, Days, Share
from core.chain import ancestors, objective_above
from core.detectors.contract import Detector, settings_of
from core.detectors.subjects import of_goal, of_item
from core.facts import BlockedFact, Facts, GoalFact, Hold, Signs
from core.findings import Observation
from core.records import Goal
from core.workdays import working_days


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    blocked_working_days: an item may be blocked for fewer working days than this
    warn_share: of an initiative's items in progress, above it the initiative is told
    min_items: an initiative with fewer items in progress is not judged
    blocked_statuses: names of statuses in which work cannot go on
    blocking_reactions: names of emoji that say so of what their thread names
    """

    blocked_working_days: Days = 3
    warn_share: Share = 0.25
    min_items: Count = 4
    blocked_statuses: tuple[str, ...] = ("blocked", "on hold", "impeded")
    blocking_reactions: tuple[str, ...] = ("octagonal_sign", "no_entry", "no_entry_sign")


def signs(settings: Mapping[str, Struct]) -> Signs:
    """What the facts must look for, out of the settings by detector id."""
    mine = settings_of(DETECTOR, settings)
    return Signs(statuses=mine.blocked_statuses, reactions=mine.blocking_reactions)


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    stuck = [each for each in facts.blocked if _days(each, facts) >= settings.blocked_working_days]
    for each in stuck:
        yield _item(each)
    below = _by_initiative(stuck, goals)
    doing = {movement.goal: movement.doing for movement in facts.movements}
    for fact in facts.goals:
        held, all_ = below.get(fact.goal.key, []), doing.get(fact.goal.key, 0)
        if all_ >= settings.min_items and len(held) > settings.warn_share * all_:
            yield _initiative(fact, held, all_, settings, goals)


def _days(each: BlockedFact, facts: Facts) -> int:
    return working_days(each.holds[0].since, facts.as_of)


def _by_initiative(stuck: Iterable[BlockedFact], goals: Mapping[str, Goal]) -> dict[str, list[BlockedFact]]:
    """Those in progress, each once for every initiative above it; the longest blocked first."""
    found: dict[str, list[BlockedFact]] = {}
    for each in sorted(stuck, key=lambda each: (each.holds[0].since, each.item.key)):
        above = {goal.key: goal for key in each.goals for goal in ancestors(key, goals)}
        if each.item.category == "doing":
            for goal in above.values():
                if goal.level == "initiative":
                    found.setdefault(goal.key, []).append(each)
    return found


def _item(each: BlockedFact) -> Observation:
    item = each.item
    return of_item(
        "D10",
        item,
        says=f"is blocked: {', and '.join(dict.fromkeys(map(_says, each.holds)))}",
        since=each.holds[0].since,
        evidence={"blocked": [_told(hold) for hold in each.holds], "category": item.category},
        streams=tuple(sorted({item.source, *(hold.source for hold in each.holds)})),
    )


def _says(hold: Hold) -> str:
    match hold.by:
        case "flag":
            return "it is flagged as such"
        case "status":
            return f"its status is “{hold.what}”"
        case "dependency":
            return f"it waits for {hold.what} “{hold.title}”"
        case "thread":
            return "a thread that names it says so"


def _told(hold: Hold) -> dict[str, str]:
    what = {"what": hold.what} if hold.what else {}
    return {"by": hold.by, **what, "since": hold.since.isoformat()}


def _initiative(
    fact: GoalFact, held: Sequence[BlockedFact], doing: int, settings: Settings, goals: Mapping[str, Goal]
) -> Observation:
    """Since the item that made them too many."""
    goal = fact.goal
    last = next(each for nth, each in enumerate(held, 1) if nth > settings.warn_share * doing)
    return of_goal(
        "D10",
        fact,
        says=f"has {len(held)} of its {doing} items in progress blocked",
        since=last.holds[0].since,
        goal=objective_above(goal, goals),
        evidence={
            "share": round(len(held) / doing, 2),
            "doing": doing,
            "items": sorted(each.item.key for each in held),
        },
    )


DETECTOR = Detector(
    id="D10",
    name="blocked",
    label="fairlead-blocked",
    advice="Clear what holds it back, ask whoever can, or put the item back until it can go on.",
    settings=Settings,
    judge=judge,
)
