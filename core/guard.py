"""The guard: it holds a plan that is larger than people expect until somebody approves exactly that plan, and lets nothing
be written while the hub is new."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from core.bounds import AtMost, Count, Days, Hours, Share
from core.phrases import minute
from core.plan import Plan
from core.writes import Deed, calls, deeds, touched, visible

Deeds = Sequence[Deed]


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Shares are 0–1. They count only from `min_writes` writes (or items) on: one note of three is no mass change. After a call
    that may have been carried out the tool is left alone for `quiet_seconds`, as it may still be at it."""

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
    quiet_seconds: AtMost = 90


class Situation(Struct, frozen=True):
    """What the guard weighs a plan against: open items and today's calls by tool, texts standing in all tools, whether rules
    were edited since the last applied plan, and what was written in the last 24 hours."""

    open_items: Mapping[str, int]
    written_today: Mapping[str, int]
    standing: int
    rules_edited: bool
    lately: tuple[Deed, ...] = ()

    @property
    def unapproved(self) -> list[Deed]:
        return [each for each in self.lately if not each.approved]


class Learning(Struct, frozen=True):
    """A hub that is new sees much for the first time: it shows what it finds, and tells nobody. `until` is when that ends, None
    while no goal is known, with which it begins."""

    until: datetime | None

    @property
    def text(self) -> str:
        if self.until is None:
            return "no goal is known yet, and the hub learns from the first one on; nothing is written before"
        return (
            f"the hub learns until {minute(self.until)}: findings are shown, and nothing is written before "
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
    return [
        f"{tool}: {situation.written_today.get(tool, 0)} writes today and {count} more would pass the daily limit of "
        f"{limits.daily_writes} (guard.daily_writes)"
        for tool, count in sorted(calls(deeds(plan)).items())
        if situation.written_today.get(tool, 0) + count > limits.daily_writes
    ]


def rules_held_because(lost: int, linked: int, limits: Limits) -> str | None:
    """Why edited rules wait for an approval: so many of the linked items would not serve any more what they serve."""
    if lost < limits.min_writes or lost <= limits.relinked_share * linked:
        return None
    return (
        f"{lost:,} of {linked:,} linked items would lose the goal they serve, more than {_percent(limits.relinked_share)} "
        "(guard.relinked_share)"
    )


def _reasons(plan: Plan, situation: Situation, limits: Limits) -> Iterator[str]:
    """Small plans add up: what nobody approved in the last 24 hours counts as if it were part of this one."""
    before, planned = situation.unapproved, deeds(plan)
    more = f", with the {len(before):,} of the last 24 hours that nobody approved" if before else ""
    for reason in (_arriving, _touching, _taking_back):
        yield from (f"{said}{more}" for said in reason(planned, before, situation, limits))
    if situation.rules_edited:
        yield "mapping rules are new or edited since the last applied plan"


def _arriving(planned: Deeds, before: Deeds, _: Situation, limits: Limits) -> Iterator[str]:
    count = visible([*before, *planned])
    if visible(planned) and count > limits.visible_writes:
        yield f"{count:,} writes are more than {limits.visible_writes:,} (guard.visible_writes)"


def _touching(planned: Deeds, before: Deeds, situation: Situation, limits: Limits) -> Iterator[str]:
    both, share = touched([*before, *planned]), limits.open_items_share
    for tool in sorted(touched(planned)):
        count, open_items = both[tool], situation.open_items.get(tool, 0)
        if count >= limits.min_writes and count > share * open_items:
            yield (
                f"{tool}: {count:,} of {open_items:,} open items are touched, more than {_percent(share)} "
                "(guard.open_items_share)"
            )


def _taking_back(planned: Deeds, before: Deeds, situation: Situation, limits: Limits) -> Iterator[str]:
    now, earlier = (sum(each.step == "remove" for each in some) for some in (planned, before))
    count, stood, share = now + earlier, situation.standing + earlier, limits.resolves_share
    if now and count >= limits.min_writes and count > share * stood:
        yield f"{count:,} of {stood:,} standing notes would go, more than {_percent(share)} (guard.resolves_share)"


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%")
