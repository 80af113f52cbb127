"""The guard: it holds a plan that is larger than people expect until somebody approves exactly that plan, and lets nothing
be written while the hub is new."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from core.bounds import AtMost, Count, Days, Hours, Share
from core.plan import Plan


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Shares are 0–1. They count only from `min_writes` writes (or items) on: one note of three is no mass change."""

    visible_writes: AtMost = 25
    open_items_share: Share = 0.10
    resolves_share: Share = 0.20
    min_writes: AtMost = 5
    daily_writes: AtMost = 500
    item_writes: Count = 3
    relinked_share: Share = 0.10
    learning_days: Days = 14
    approval_hours: Hours = 24
    four_eyes: bool = False


class Situation(Struct, frozen=True):
    """What the guard weighs a plan against: open items and today's writes by tool, texts standing in all tools, and
    whether rules were edited since the last applied plan."""

    open_items: Mapping[str, int]
    written_today: Mapping[str, int]
    standing: int
    rules_edited: bool


class Learning(Struct, frozen=True):
    """A hub that is new sees much for the first time: it shows what it finds, and tells nobody. `until` is when that ends, None
    while no goal is known, with which it begins."""

    until: datetime | None

    @property
    def text(self) -> str:
        if self.until is None:
            return "no goal is known yet, and the hub learns from the first one on; nothing is written before"
        return (
            f"the hub learns until {self.until:%-d %B %Y, %H:%M} UTC: findings are shown, and nothing is written before "
            "(learning_days = 0 under [guard] ends it)"
        )


def learning(first_goal: datetime | None, now: datetime, limits: Limits) -> Learning | None:
    """Whether the hub still learns: for `learning_days` after it first knew a goal. None when it does not."""
    if first_goal is None:
        return Learning(None) if limits.learning_days else None
    until = first_goal + timedelta(days=limits.learning_days)
    return Learning(until) if now < until else None


def held_because(plan: Plan, situation: Situation, limits: Limits) -> list[str]:
    """Why this plan waits for an approval, in words; empty if it may go ahead."""
    return list(_reasons(plan, situation, limits)) if plan.notable else []


def stopped_because(plan: Plan, situation: Situation, limits: Limits) -> list[str]:
    """Why no approval helps today: the daily limit of a tool would be passed."""
    writes = Counter(operation.target.tool for operation in plan.notable)
    return [
        f"{tool}: {situation.written_today.get(tool, 0)} writes today and {count} more would pass the daily limit of "
        f"{limits.daily_writes} (guard.daily_writes)"
        for tool, count in sorted(writes.items())
        if situation.written_today.get(tool, 0) + count > limits.daily_writes
    ]


def rules_held_because(lost: int, linked: int, limits: Limits) -> str | None:
    """Why edited rules wait for an approval: so many of the linked items would not serve any more what they serve."""
    if lost < limits.min_writes or lost <= limits.relinked_share * linked:
        return None
    return (
        f"{lost:,} of {linked:,} linked items would lose the goal they serve, more than {limits.relinked_share:.0%} "
        "(guard.relinked_share)"
    )


def _reasons(plan: Plan, situation: Situation, limits: Limits) -> Iterator[str]:
    operations = plan.notable
    if len(operations) > limits.visible_writes:
        yield f"{len(operations)} writes are more than {limits.visible_writes} (guard.visible_writes)"
    places = {(op.target.tool, op.target.place) for op in operations if op.target.verb in ("label", "comment", "link")}
    for tool, count in sorted(Counter(tool for tool, _ in places).items()):
        open_items = situation.open_items.get(tool, 0)
        if count >= limits.min_writes and count > limits.open_items_share * open_items:
            yield f"{tool}: {count} of {open_items} open items are touched, more than {limits.open_items_share:.0%}"
    removals = sum(operation.step == "remove" for operation in operations)
    if removals >= limits.min_writes and removals > limits.resolves_share * situation.standing:
        yield f"{removals} of {situation.standing} standing notes would go, more than {limits.resolves_share:.0%}"
    if situation.rules_edited:
        yield "mapping rules are new or edited since the last applied plan"
