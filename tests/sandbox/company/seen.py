"""What an outsider reads out of the four tools: items with their touches and links, by none of the company's own words."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sandbox.company import Company

NAMED = re.compile(r"\[([A-Z]+-[\d.]+)\]|([\w.-]+/[\w.-]+#\d+)|\b([A-Z]{2,9}-\d+)\b")
CLOSES = re.compile(r"Closes #(\d+)")
LETTERS = "ABCDEFGHIJKLMNO"


@dataclass
class Seen:
    """`touches` are moments and accounts of people; robots leave none. `doing_since` is None unless in progress."""

    key: str
    kind: str
    container: str
    title: str
    text: str = ""
    type: str = ""
    labels: set[str] = field(default_factory=set)
    components: set[str] = field(default_factory=set)
    assignee: str | None = None
    parent: str | None = None
    doing_since: datetime | None = None
    done_at: datetime | None = None
    touches: list[tuple[datetime, str]] = field(default_factory=list)
    dues: list[date] = field(default_factory=list)

    @property
    def source(self) -> str:
        return self.key.partition(":")[0]

    @property
    def named(self) -> list[str]:
        return [next(filter(None, found)) for found in NAMED.findall(f"{self.title}\n{self.text}")]


class World:
    """The four tools at one moment. Items by `source:key`."""

    def __init__(self, company: Company) -> None:
        self.now = company.now
        self.tools = company.tools
        self.rules = tomllib.loads(company.mappings_toml())["rule"]
        self.people = tomllib.loads(company.people_toml())
        self.items: dict[str, Seen] = {}
        self._goals: dict[str, str | None] = {}
        for item in (*self._jira(), *self._github(), *self._slack()):
            self.items[item.key] = item

    @cached_property
    def person(self) -> dict[str, str]:
        """E-mail by account handle."""
        return {a: mail for mail, who in self.people["people"].items() for a in who["accounts"]}

    def team_of(self, account: str) -> str | None:
        mail = self.person.get(account)
        return self.people["people"][mail].get("team") if mail else None

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        """Goals of the sheet by key, each cell by heading, with `place` a mapping of heading to cell."""
        ((_, tabs),) = self.tools.sheets.snapshot().items()
        header, *body = tabs["OKRs"]
        rows: dict[str, dict[str, Any]] = {}
        for number, cells in enumerate(body, 2):
            row: dict[str, Any] = dict(zip(map(str, header), [*cells, *[None] * len(header)], strict=False))
            rows[str(row["ID"])] = row | {"place": {h: f"OKRs!{LETTERS[n]}{number}" for n, h in enumerate(header)}}
        return rows

    @cached_property
    def trade_offs(self) -> set[str]:
        """Goals of which the sheet says what is not done for them."""
        return {str(row["Goals"]) for row in self._tab("Decisions") if row["Kind"] == "Trade-off"}

    @cached_property
    def check_ins(self) -> dict[str, list[tuple[date, float]]]:
        """By goal: days with the value, oldest first."""
        found: dict[str, list[tuple[date, float]]] = defaultdict(list)
        for row in self._tab("Check-ins"):
            found[str(row["Goal"])].append((row["Date"], row["Value"]))
        return {goal: sorted(said) for goal, said in found.items()}

    def _tab(self, name: str) -> list[dict[str, Any]]:
        ((_, tabs),) = self.tools.sheets.snapshot().items()
        header, *body = tabs[name]
        return [dict(zip(map(str, header), row, strict=False)) for row in body]

    def _jira(self) -> Iterator[Seen]:
        for issue in self.tools.jira.issues.values():
            fields, histories = issue["fields"], issue["changelog"]["histories"]
            above = self.tools.jira.issues[fields["parent"]["id"]]["key"] if fields["parent"] else None
            item = Seen(
                f"jira:{issue['key']}",
                "epic" if fields["issuetype"]["name"] == "Epic" else "issue",
                f"jira:{fields['project']['key']}",
                fields["summary"],
                type=fields["issuetype"]["name"],
                text=_plain(fields["description"]),
                labels=set(fields["labels"]),
                components={each["name"] for each in fields["components"]},
                assignee=f"jira:{fields['assignee']['accountId']}" if fields["assignee"] else None,
                parent=f"jira:{above}" if above else None,
            )
            state, since = fields["status"]["statusCategory"]["key"], moment(fields["statuscategorychangedate"])
            item.doing_since = since if state == "indeterminate" else None
            item.done_at = since if state == "done" else None
            acts = [(fields["created"], fields["creator"]), *((h["created"], h["author"]) for h in histories)]
            acts += [(each["created"], each["author"]) for each in fields["comment"]["comments"]]
            people = [(at, who) for at, who in acts if who["accountType"] != "app"]
            changes = [
                change
                for history in sorted(histories, key=lambda h: moment(h["created"]))
                for change in history["items"]
            ]
            item.dues = [date.fromisoformat(each["to"]) for each in changes if each["field"] == "duedate"]
            item.touches = [(moment(at), f"jira:{who['accountId']}") for at, who in people]
            yield item

    def _github(self) -> Iterator[Seen]:
        for name, repo in self.tools.github.repos.items():
            acts = defaultdict(list)
            for number, event in repo.events:
                acts[number].append((event["created_at"], event["actor"]))
            for comment in repo.comments.values():
                acts[int(comment["issue_url"].rpartition("/")[2])].append((comment["created_at"], comment["user"]))
            for number, issue in repo.issues.items():
                pull, done = "pull_request" in issue, issue["closed_at"]
                item = Seen(
                    f"github:{name}#{number}", "pull_request" if pull else "issue", f"github:{name}", issue["title"]
                )
                item.text, item.labels = issue["body"] or "", {label["name"] for label in issue["labels"]}
                item.assignee = (
                    f"github:{(issue['assignee'] or issue['user'])['login']}" if pull or issue["assignee"] else None
                )
                closes = CLOSES.search(item.text)
                item.parent = f"github:{name}#{closes[1]}" if closes else None
                item.done_at = moment(done) if done else None
                item.doing_since = moment(issue["created_at"]) if not done and item.assignee else None
                people = [a for a in ((issue["created_at"], issue["user"]), *acts[number]) if a[1]["type"] == "User"]
                item.touches = [(moment(at), f"github:{who['login']}") for at, who in people]
                yield item

    def _slack(self) -> Iterator[Seen]:
        for channel, messages in self.tools.slack.snapshot().items():
            for message in messages:
                item = Seen(f"slack:{channel}:{message['ts']}", "thread", f"slack:{channel}", "", message["text"])
                posts = [message, *message["replies"]]
                item.touches = [(datetime.fromtimestamp(float(p["ts"]), UTC), f"slack:{p['user']}") for p in posts]
                yield item

    def goal_of(self, key: str) -> str | None:
        """The goal that the item serves, `-` for one that is exempt, None for one that nothing links."""
        if key not in self._goals:
            self._goals[key] = self._goal_of(key)
        return self._goals[key]

    def _goal_of(self, key: str) -> str | None:
        item = self.items[key]
        for name in item.named:
            if name in self.rows:
                return name
            if f"jira:{name}" in self.items and self.items[f"jira:{name}"].kind == "epic" and f"jira:{name}" != key:
                return name
        for rule in self.rules:
            if self.holds(rule["when"], item):
                return "-" if rule.get("exempt") else str(rule["goal"])
        above = [item.parent] if item.parent else []
        if item.kind in ("pull_request", "thread"):
            above += [
                found for name in item.named for found in (f"jira:{name}", f"github:{name}") if found in self.items
            ]
        for other in above:
            if self.items[other].kind == "epic":
                return other.removeprefix("jira:")
            if goal := self.goal_of(other):
                return goal
        return None

    def holds(self, when: dict[str, Any], item: Seen) -> bool:
        tests: dict[str, Callable[[Any], bool]] = {
            "source": lambda wanted: item.source == wanted,
            "type": lambda wanted: item.type == wanted,
            "repository": lambda wanted: item.container == f"github:{wanted}",
            "labels": lambda wanted: not item.labels.isdisjoint(wanted["any"]),
            "components": lambda wanted: not item.components.isdisjoint(wanted["any"]),
        }
        return all(tests[name](wanted) for name, wanted in when.items())

    def ended(self, goal: str | None) -> date | None:
        row = self.rows.get(goal or "")
        end = row["End date"] if row else None
        return end if isinstance(end, date) and end < self.now.date() else None


def _plain(document: Any) -> str:
    if not document:
        return ""
    return "\n".join("".join(run["text"] for run in paragraph["content"]) for paragraph in document["content"])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
