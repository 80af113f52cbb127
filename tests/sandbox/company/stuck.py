"""What cannot go on, and since when, read plainly out of the tools."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sandbox.company import Expected
from tests.sandbox.company.seen import Seen, World, moment

STOPS = {"no_entry", "no_entry_sign", "octagonal_sign"}


def working_days(start: datetime, end: datetime) -> int:
    return sum(datetime.fromordinal(n).weekday() < 5 for n in range(start.toordinal() + 1, end.toordinal() + 1))


def flags(world: World, item: Seen) -> Iterator[datetime]:
    """Of Jira's flag its last change; of a label when it was last given."""
    key = item.key.partition(":")[2]
    if item.source == "jira":
        issue = world.tools.jira.find(key)
        if issue["fields"].get(world.tools.jira.field_id("Flagged")):
            histories = [h for h in issue["changelog"]["histories"] if any(i["field"] == "Flagged" for i in h["items"])]
            yield max(moment(history["created"]) for history in histories)
    elif item.source == "github" and "blocked" in item.labels:
        repo, _, number = key.partition("#")
        events = [event for n, event in world.tools.github.repos[repo].events if n == int(number)]
        yield max(moment(e["created_at"]) for e in events if e.get("label", {}).get("name") == "blocked")


def blockers(world: World, item: Seen) -> Iterator[tuple[str, datetime]]:
    """What is named as in the way, by key, and since when."""
    key = item.key.partition(":")[2]
    if item.source == "jira":
        jira = world.tools.jira
        issue = jira.find(key)
        for link in jira.issue_links.get(issue["id"], ()):
            if link["type"]["name"] == "Blocks" and link["to"] == issue["id"]:
                other = jira.issues[link["from"]]["key"]
                acts = [h for h in issue["changelog"]["histories"] if any(i.get("to") == other for i in h["items"])]
                yield f"jira:{other}", max(moment(act["created"]) for act in acts)
    elif item.source == "github":
        repo, _, number = key.partition("#")
        shown = world.tools.github.repos[repo]
        for name, other in shown.blockers.get(int(number), ()):
            added = [e for n, e in shown.events if n == int(number) and e["event"] == "blocked_by_added"]
            yield f"github:{name}#{other}", max(moment(event["created_at"]) for event in added)


def stops(world: World, item: Seen) -> Iterator[datetime]:
    key = item.key.partition(":")[2]
    for messages in world.tools.slack.snapshot().values():
        for message in messages:
            said = {reaction["name"] for reaction in message.get("reactions", ())}
            if said & STOPS and f"{key}:" in message["text"]:
                yield max(datetime.fromtimestamp(float(post["ts"]), UTC) for post in (message, *message["replies"]))


def held_since(world: World, item: Seen) -> datetime | None:
    if item.done_at or item.kind == "thread":
        return None
    waits = [
        max(since, item.doing_since)
        for key, since in blockers(world, item)
        if item.doing_since and not world.items[key].done_at
    ]
    return min((*flags(world, item), *waits, *stops(world, item)), default=None)


def stuck(world: World) -> Iterator[Expected]:
    held = {
        key: since
        for key, item in world.items.items()
        if (since := held_since(world, item)) and working_days(since, world.now) >= 3
    }
    for key in held:
        yield Expected("D10", "item", key, "warning")
    for epic in [item.key for item in world.items.values() if item.kind == "epic" and not item.done_at]:
        goal = epic.removeprefix("jira:")
        doing = [
            i.key for i in world.items.values() if i.doing_since and (world.goal_of(i.key) == goal or i.parent == epic)
        ]
        if len(doing) >= 4 and len(held.keys() & set(doing)) > len(doing) / 4:
            yield Expected("D10", "goal", goal, "warning")
