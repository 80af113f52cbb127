"""What a month was like for the people in it, and where a promise was broken."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from bench.month.life import FIRST, Month, Post
from core.delivery import is_quiet
from core.guard import Limits

WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
DECISIONS = ("acknowledge", "snooze", "dispute", "exempt", "link-other")


def table(month: Month) -> Iterator[str]:
    """Markdown."""
    yield f"| {month.people} people, {month.days} days | median | 9 of 10 at most | most |"
    yield "|---|---|---|---|"
    weekly = _weekly(month, month.posts)
    yield _row("messages that ring, by person and week", weekly)
    for kind in ("urgent", "digest", "check-in"):
        yield _row(f"of which {_NAMES[kind]}", _weekly(month, [each for each in month.posts if each.kind == kind]))
    yield _row("findings in a digest", [len(each.tells) for each in month.posts if each.kind == "digest"])
    yield _row("hours until somebody answers a finding", _waited(month))
    yield _row("writes at an item in 24 hours", [_busiest([at for at, _ in done]) for done in month.written.values()])


def told(month: Month) -> Iterator[str]:
    """What is counted, in sentences."""
    did = Counter(change.action for _, change in month.changes)
    acts = Counter(wish.choice.act for _, wish, _ in month.pressed)
    decided = sum(acts[each] for each in DECISIONS) or 1
    linked = {wish.choice.about for _, wish, _ in month.pressed if wish.choice.act == "link-other"}
    answered = _answered(month).keys()
    resolved = [change.finding.fingerprint for _, change in month.changes if change.action == "resolved"]
    yield (
        f"{did['opened']} findings opened, {did['reopened']} came back, {len(resolved)} resolved: "
        f"{len(linked.intersection(resolved))} by a link made in Slack, {len(answered & set(resolved) - linked)} after another "
        f"answer, {len(set(resolved) - answered)} without any; {month.open} are open at the end."
    )
    yield (
        f"{len(month.pressed)} presses; of {decided} decisions {acts['snooze'] / decided:.0%} snoozed and "
        f"{acts['dispute'] / decided:.0%} disputed; {acts['check-in']} check-ins confirmed."
    )
    told_of = frozenset[str]().union(*(each.tells for each in month.posts))
    yield f"{len(told_of)} findings were told in a message that rang; {len(told_of & answered)} of them were answered."
    yield f"{sum(each.reader is None for each in month.posts)} of {len(month.posts)} messages called a team or a channel."


def breaches(month: Month) -> list[str]:
    """Of what people are promised: quiet hours, no repeats, few writes at one item."""
    return [*_at_night(month), *_repeated(month), *_crowded(month)]


_NAMES = {"urgent": "urgent, or telling of a change of strategy", "digest": "weekly digests", "check-in": "check-ins"}


def _at_night(month: Month) -> Iterator[str]:
    for post in month.posts:
        zone = ZoneInfo(post.reader.zone if post.reader else month.alerts.zone)
        if is_quiet(post.at, zone, month.alerts):
            yield f"{post.head!r} came at {post.at.astimezone(zone):%a %H:%M %Z}"


def _repeated(month: Month) -> Iterator[str]:
    """The same finding rang for the same reader in the same channel again too soon, counted in days as the hub does. One that
    became critical meanwhile may."""
    rang: dict[tuple[str, str, str], list[datetime]] = defaultdict(list)
    for post in month.posts:
        for finding in post.tells:
            rang[finding, post.channel, post.reader.email if post.reader else post.head.partition(":")[0]].append(
                post.at
            )
    for (finding, channel, who), moments in rang.items():
        for before, after in pairwise(sorted(moments)):
            soon = (after.date() - before.date()).days < month.alerts.repeat_days
            if soon and not _worsened(month, finding, before, after):
                yield f"{finding} rang for {who} in #{channel} at {before:%d %b %H:%M} and at {after:%d %b %H:%M}"


def _worsened(month: Month, finding: str, before: datetime, after: datetime) -> bool:
    course = [
        (at, each.finding.observation.severity) for at, each in month.changes if each.finding.fingerprint == finding
    ]
    then = [severity for at, severity in course if at <= before][-1:]
    return then != ["critical"] and any(before < at <= after and severity == "critical" for at, severity in course)


def _crowded(month: Month) -> Iterator[str]:
    """What takes something back never waits."""
    for item, done in month.written.items():
        for at, step in done:
            lately = sum(at - DAY < each <= at for each, _ in done)
            if step != "remove" and lately > Limits().item_writes:
                yield f"{' '.join(item)} was written to for the {lately}th time in 24 hours at {at:%d %b %H:%M}"


def _busiest(moments: Sequence[datetime]) -> int:
    return max(sum(begin <= each < begin + DAY for each in moments) for begin in moments)


def _weekly(month: Month, posts: Iterable[Post]) -> list[int]:
    """Of everybody in the company, weeks without a message too."""
    found = Counter((post.reader, (post.at - FIRST) // WEEK) for post in posts if post.reader)
    weeks = max(1, month.days // 7)
    nothing = month.people * weeks - len(found)
    return [*found.values(), *[0] * max(0, nothing)]


def _answered(month: Month) -> dict[str, datetime]:
    """When each finding was first answered."""
    found: dict[str, datetime] = {}
    for at, wish, _ in month.pressed:
        if wish.choice.act in DECISIONS:
            found.setdefault(wish.choice.about, at)
    return found


def _waited(month: Month) -> list[float]:
    first: dict[str, datetime] = {}
    for post in month.posts:
        for finding in post.tells:
            first.setdefault(finding, post.at)
    answered = _answered(month)
    return [(at - first[name]) / timedelta(hours=1) for name, at in answered.items() if name in first]


def _row(name: str, values: Sequence[float]) -> str:
    if not values:
        return f"| {name} | | | |"
    tenths = quantiles(values, n=10, method="inclusive") if len(values) > 1 else [values[0]] * 9
    return f"| {name} | {median(values):.4g} | {tenths[-1]:.3g} | {max(values):.3g} |"
