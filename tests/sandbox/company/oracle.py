"""What should be found in a world, computed plainly and slowly from what the tools show."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from core.findings import Severity
from sandbox.company import Expected
from tests.sandbox.company.seen import Seen, World
from tests.sandbox.company.stuck import stuck

Shares = dict[str, dict[str, float]]


def found(world: World) -> set[Expected]:
    told = (unlinked, stale, outdated, behind, unowned, unreadable, hollow, zombies, late, divided, stuck, contradicted)
    return {each for detector in told for each in detector(world)}


def working_days(start: datetime, end: datetime) -> int:
    days = (start.date() + timedelta(days=n) for n in range(1, (end.date() - start.date()).days + 1))
    return sum(day.weekday() < 5 for day in days)


@lru_cache(4)
def effort(world: World, trailing: int = 28) -> Shares:
    """Person-days of the last days by team and item: a person's day is shared evenly over what was touched on it."""
    days: dict[tuple[str, date], set[str]] = defaultdict(set)
    begin = world.now - timedelta(days=trailing)
    for item in world.items.values():
        if item.kind == "thread" and not item.named:
            continue
        for at, account in item.touches:
            if begin <= at <= world.now:
                days[account, at.date()].add(item.key)
    merged: dict[tuple[str, date], set[str]] = defaultdict(set)
    for (account, day), keys in days.items():
        if account in world.person:
            merged[world.person[account], day] |= keys
    spent: Shares = defaultdict(lambda: defaultdict(float))
    for (mail, _day), keys in merged.items():
        team = world.people["people"][mail].get("team")
        for key in keys if team else ():
            spent[team][key] += 1 / len(keys)
    return spent


def unlinked_share(world: World) -> dict[str, float]:
    return {
        team: sum(days for key, days in items.items() if world.goal_of(key) is None) / sum(items.values())
        for team, items in effort(world).items()
    }


def outdated_share(world: World) -> dict[str, float]:
    def counts(key: str) -> bool:
        return world.items[key].doing_since is not None and world.ended(world.goal_of(key)) is not None

    return {
        team: sum(days for key, days in items.items() if counts(key)) / sum(items.values())
        for team, items in effort(world).items()
    }


def unlinked(world: World) -> Iterator[Expected]:
    for item in world.items.values():
        if item.kind == "thread" or world.goal_of(item.key) is not None:
            continue
        begun = item.doing_since and working_days(item.doing_since, world.now) >= 3
        if begun or (item.done_at and world.now - item.done_at <= timedelta(days=28)):
            yield Expected("D1", "item", item.key, "warning")
    for team, share in unlinked_share(world).items():
        if share > 0.2:
            yield Expected("D1", "team", team, "critical" if share > 0.4 else "warning")


def below(world: World, epic: Seen) -> Iterator[Seen]:
    """Everything whose newest touch counts for the epic: by parent, by reference, by goal."""
    key = epic.key.removeprefix("jira:")
    yield epic
    for item in world.items.values():
        if world.goal_of(item.key) == key or item.parent == epic.key:
            yield item


def stale(world: World) -> Iterator[Expected]:
    for epic in [item for item in world.items.values() if item.kind == "epic" and item.doing_since]:
        idle = world.now - max(at for item in below(world, epic) for at, _ in item.touches)
        severity: Severity | None = None
        for days, name in ((4, "info"), (14, "warning"), (28, "critical")):
            severity = name if idle >= timedelta(days=days) else severity  # type: ignore[assignment]
        if severity:
            yield Expected("D2", "goal", epic.key.removeprefix("jira:"), severity)


def outdated(world: World) -> Iterator[Expected]:
    ends = {key: world.ended(key) for key in world.rows}
    spent = effort(world)
    for team, share in outdated_share(world).items():
        mine = [world.goal_of(key) or "" for key in spent[team]]
        over = [(world.now.date() - end).days for key in mine if (end := ends.get(key))]
        if share > 0.25 and max(over) >= 28:
            yield Expected("D7", "team", team, "critical")
        elif share > 0.10 and max(over) >= 14:
            yield Expected("D7", "team", team, "warning")


def pace(world: World, row: dict[str, object]) -> float | None:
    start, target, current, begins, ends = (row[h] for h in ("Start", "Target", "Current", "Start date", "End date"))
    if row["Level"] != "Key result" or not isinstance(current, int | float):
        return None
    assert isinstance(start, int | float)
    assert isinstance(target, int | float)
    assert isinstance(begins, date)
    assert isinstance(ends, date)
    elapsed = ((world.now.date() - begins).days + 1) / ((ends - begins).days + 1)
    return (current - start) / (target - start) / elapsed if elapsed >= 0.15 else None


def behind(world: World) -> Iterator[Expected]:
    for key, row in world.rows.items():
        ratio = pace(world, row)
        if ratio is not None and ratio < 1:
            yield Expected("D8", "goal", key, "critical" if ratio < 0.5 else "warning" if ratio < 0.9 else "info")


def silent(world: World, mail: str) -> bool:
    """Gone from all tools, or nothing heard for three weeks."""
    heard = [at for account, at in last_heard(world).items() if world.person.get(account) == mail]
    return world.now - max(heard, default=world.now - timedelta(days=999)) > timedelta(days=21)


@lru_cache(4)
def last_heard(world: World) -> dict[str, datetime]:
    """When each account touched anything last."""
    heard: dict[str, datetime] = {}
    for at, account in (touch for item in world.items.values() for touch in item.touches):
        heard[account] = max(at, heard.get(account, at))
    return heard


def unowned(world: World) -> Iterator[Expected]:
    for key, row in world.rows.items():
        if row["Level"] not in ("Objective", "Key result") or world.ended(key):
            continue
        owners = [mail.strip() for mail in str(row["Owner"] or "").split(",") if mail.strip()]
        if len(owners) != 1 or silent(world, owners[0]):
            yield Expected("D12", "goal", key, "warning")
    for item in [item for item in world.items.values() if item.doing_since]:
        if item.kind == "epic" and (item.assignee is None or silent(world, world.person[item.assignee])):
            yield Expected("D12", "goal", item.key.removeprefix("jira:"), "warning")
        elif item.assignee is None and item.doing_since and working_days(item.doing_since, world.now) >= 2:
            yield Expected("D12", "item", item.key, "warning")


def unreadable(world: World) -> Iterator[Expected]:
    for row in world.rows.values():
        for heading in ("Start", "Target", "Current", "Target share", "Confidence"):
            if isinstance(row[heading], str):
                yield Expected("D26", "row", f"sheets:{row['place'][heading]}", "warning")


def served(world: World, key: str) -> Iterator[str]:
    """The goals that an item works for, upwards."""
    goal = world.goal_of(key)
    while goal and goal != "-":
        yield goal
        goal = world.rows[goal]["Parent"] if goal in world.rows else world.goal_of(f"jira:{goal}")


def hollow(world: World) -> Iterator[Expected]:
    """Objectives in force without a full key result, a share, a trade-off, or anything done for them in four weeks."""
    results = [row for row in world.rows.values() if row["Level"] == "Key result"]
    measured = {row["Parent"] for row in results if None not in (row["Start"], row["Target"], row["End date"])}
    month_ago = world.now - timedelta(days=28)
    lately = [item for item in world.items.values() if any(at > month_ago for at, _ in item.touches)]
    worked = {goal for item in lately for goal in served(world, item.key)}
    for key, row in world.rows.items():
        if row["Level"] != "Objective" or world.ended(key) or row["Status"] == "Dropped":
            continue
        old = (world.now.date() - row["Start date"]).days >= 28
        if key not in measured or (old and key not in worked):
            yield Expected("D19", "goal", key, "warning")
        elif row["Target share"] is None or key not in world.trade_offs:
            yield Expected("D19", "goal", key, "info")


def under(world: World, key: str, seen: set[str]) -> Iterator[Seen]:
    """All that is linked to an epic or hangs below it, at any depth."""
    for item in world.items.values():
        linked = world.goal_of(item.key) == key.removeprefix("jira:")
        if item.key not in seen and item.kind != "thread" and (item.parent == key or linked):
            seen.add(item.key)
            yield item
            yield from under(world, item.key, seen)


def zombies(world: World) -> Iterator[Expected]:
    for epic in [item for item in world.items.values() if item.kind == "epic" and not item.done_at]:
        items = list(under(world, epic.key, {epic.key}))
        dones = [item.done_at for item in items if item.done_at]
        idle = world.now - max(dones, default=world.now - timedelta(days=999))
        begun = epic.doing_since and world.now - epic.doing_since >= timedelta(days=28)
        left_open = len(dones) == len(items) and idle >= timedelta(days=7)
        still = begun and idle >= timedelta(days=28) and not any(item.doing_since for item in items)
        if items and (left_open or (still and len(dones) < len(items))):
            yield Expected("D3", "goal", epic.key.removeprefix("jira:"), "warning")


def late(world: World) -> Iterator[Expected]:
    """Teams that miss the first day written for their work, and work that is put off again and again."""
    kept: dict[str | None, list[bool]] = defaultdict(list)
    for item in world.items.values():
        moves = sum(before < after for before, after in pairwise(item.dues))
        if moves > 2 and not item.done_at:
            yield Expected("D17", "item", item.key, "warning")
        ago = (world.now.date() - item.dues[0]).days if item.dues else 0
        if item.dues and 1 <= ago <= 28:
            met = item.done_at is not None and item.done_at.date() <= item.dues[0]
            kept[world.team_of(item.assignee or "")].append(met)
    for team, all_ in kept.items():
        if team and len(all_) >= 8 and sum(all_) / len(all_) < 0.7:
            yield Expected("D17", "team", team, "warning")


def objective(world: World, goal: str | None) -> str | None:
    """The one at or above the goal, through the initiatives that are epics."""
    if goal and f"jira:{goal}" in world.items:
        return objective(world, world.goal_of(f"jira:{goal}"))
    while goal and goal in world.rows and world.rows[goal]["Level"] != "Objective":
        goal = world.rows[goal]["Parent"]
    return goal if goal in world.rows and world.ended(goal) is None else None


def targets(world: World) -> dict[str, float]:
    rows = {key: row for key, row in world.rows.items() if row["Level"] == "Objective" and world.ended(key) is None}
    asked = {key: float(row["Target share"]) for key, row in rows.items() if not row["Superseded by"]}
    return {key: share / sum(asked.values()) for key, share in asked.items()}


def spent_on_objectives(world: World, trailing: int) -> dict[str, float]:
    """Person-days on each objective that has a target."""
    spent = dict.fromkeys(targets(world), 0.0)
    for items in effort(world, trailing).values():
        for key, days in items.items():
            goal = objective(world, world.goal_of(key))
            if goal in spent:
                spent[goal] += days
    return spent


def allocation(world: World, trailing: int) -> dict[str, float]:
    spent = spent_on_objectives(world, trailing)
    return {key: days / sum(spent.values()) for key, days in spent.items()}


def divided(world: World) -> Iterator[Expected]:
    wanted, month, fortnight = targets(world), allocation(world, 28), allocation(world, 14)
    lately = sum(spent_on_objectives(world, 14).values())
    gaps = {key: month[key] - share for key, share in wanted.items()}
    distance = sum(abs(gap) for gap in gaps.values()) / 2
    if distance >= 0.15:
        yield Expected("D5", "company", "allocation", "critical" if distance >= 0.30 else "warning")
    for key, gap in gaps.items():
        if abs(gap) >= 0.10:
            yield Expected("D5", "goal", key, "warning")
        if fortnight[key] < wanted[key] / 2 and wanted[key] * lately >= 10:
            yield Expected("D4", "goal", key, "warning" if fortnight[key] else "critical")


def contradicted(world: World) -> Iterator[Expected]:
    """Key results of which confidence, work and value do not fit each other."""
    works: dict[str, list[Seen]] = defaultdict(list)
    for item in world.items.values():
        for goal in served(world, item.key) if item.kind != "thread" else ():
            works[goal].append(item)
    for key, row in world.rows.items():
        ratio = pace(world, row)
        if ratio is None or world.ended(key):
            continue
        said, items = world.check_ins.get(key, []), works[key]
        way, progress = row["Target"] - row["Start"], (row["Current"] - row["Start"]) / (row["Target"] - row["Start"])
        done = sum(item.done_at is not None for item in items)
        sure = (row["Confidence"] or 0) >= 0.8 and ratio < 0.7
        old = [value for day, value in said if (world.now.date() - day).days >= 14]
        touched = any(world.now - at < timedelta(days=28) for item in items for at, _ in item.touches)
        boasts = str(row["Status"]).startswith("On track") and ratio < 0.9
        if sure or boasts or (len(items) >= 8 and done >= 0.8 * len(items) and progress < 0.3):
            yield Expected("D9", "goal", key, "warning")
        elif old and not touched and abs(row["Current"] - old[-1]) >= 0.25 * abs(way):
            yield Expected("D9", "goal", key, "info")
