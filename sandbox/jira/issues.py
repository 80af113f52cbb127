"""The issues of the sandbox Jira: born, moved, hidden, deleted, shown and logged.

They are held in the form in which REST shows them, so recorded payloads and simulated issues are one kind of thing.
"""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime, timedelta
from itertools import count

import msgspec

from sandbox.clock import SimulatedClock
from sandbox.jira import bodies
from sandbox.jira.bodies import Json, stamp
from sandbox.jira.site import Deployment, Site
from sandbox.jira.telling import Webhooks

Entry = tuple[str, str | None, str | None, str | None, str | None, str | None]
_OF_OTHERS = ("summary", "status", "priority", "issuetype")  # what an issue shows of its parent and linked issues
_NAMES = ("field", "fieldId", "from", "fromString", "to", "toString")


class Issues(Site):
    """`issues` by id. `links` are remote links, and `issue_links` links between issues, each by the id of an issue."""

    def __init__(self, clock: SimulatedClock, token: str, email: str, site: str, deployment: Deployment) -> None:
        super().__init__(clock, token, email, site, deployment)
        self.issues: dict[str, Json] = {}
        self.links: dict[str, list[Json]] = {}
        self.issue_links: dict[str, list[Json]] = {}
        self.hidden: set[str] = set()
        self.webhooks = Webhooks(clock)
        self._keys: dict[str, str] = {}
        self._lag = timedelta(0)
        self._versions: dict[str, list[tuple[datetime, Json]]] = {}

    def create_issue(
        self,
        project: str,
        type: str,  # noqa: A002 - the vendor's word
        summary: str,
        *,
        reporter: str,
        assignee: str | None = None,
        parent: str | None = None,
        labels: Iterable[str] = (),
        components: Iterable[str] = (),
        priority: str = "Medium",
        due: date | None = None,
        description: str = "",
        status: str = "To Do",
        at: datetime | None = None,
    ) -> str:
        """A new issue; returns its key."""
        now, number = stamp(at or self.clock()), str(self.fresh())
        key = f"{project}-{next(self._numbers[project])}"
        fields: Json = {
            "summary": summary,
            "description": bodies.document(description) if description else None,
            "issuetype": bodies.issue_type(self.base, type),
            "project": self.projects[project],
            "status": bodies.status(self.base, status),
            "priority": bodies.priority(self.base, priority),
            "assignee": self.users[assignee] if assignee else None,
            "parent": {"id": self.find(parent)["id"]} if parent else None,
            "labels": sorted(labels),
            "components": [{"id": str(self.fresh()), "name": name} for name in components],
            "duedate": due.isoformat() if due else None,
            **bodies.resolution(now, status),
        }
        if type == "Epic" and self.deployment == "data-center":
            fields[self.field_id("Epic Name")] = summary
        fields |= self._at_birth(self.users[reporter], now)
        self._keep({"id": number, "key": key, "fields": fields, "changelog": {"histories": []}})
        self.tell("jira:issue_created", self.find(key))
        return key

    def move(self, key: str, project: str, *, by: str, at: datetime | None = None) -> str:
        """To another project, with a new key; the id stays and the old key still finds the issue."""
        issue = self.find(key)
        before, after = issue["fields"]["project"], self.projects[project]
        old, issue["key"] = issue["key"], f"{project}-{next(self._numbers[project])}"
        issue["fields"]["project"] = after
        self._keys[issue["key"]] = issue["id"]
        moved: Entry = ("project", "project", before["id"], before["name"], after["id"], after["name"])
        self.log(issue["key"], by, at, moved, ("Key", None, None, old, None, issue["key"]))
        return str(issue["key"])

    def delete(self, key: str) -> None:
        """For good, with its sub-tasks and the links to it; nothing tells of it afterwards."""
        number = self.find(key)["id"]
        self.tell("jira:issue_deleted", self.find(key))
        for child in [
            issue for issue in self.issues.values() if (issue["fields"].get("parent") or {}).get("id") == number
        ]:
            if child["fields"]["issuetype"]["subtask"]:
                self.delete(child["key"])
            else:
                child["fields"]["parent"] = None
        for link in self.issue_links.pop(number, []):
            other = link["to"] if link["from"] == number else link["from"]
            self.issue_links[other].remove(link)
        self._keys = {name: owner for name, owner in self._keys.items() if owner != number}
        del self.issues[number]
        self.links.pop(number, None)

    def hide(self, key: str) -> None:
        """An issue security level: for the account the issue does not exist. `updated` stays as it was."""
        self.hidden.add(self.find(key)["id"])

    def unhide(self, key: str) -> None:
        self.hidden.discard(self.find(key)["id"])

    def delay_search(self, by: timedelta) -> None:
        """From now on a search shows an issue as it was that long ago; who asks for the issue itself sees it as it is.

        https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/
        """
        self._lag = by
        self._versions = {number: [(self.clock() - by, _copy(issue))] for number, issue in self.issues.items()}

    def indexed(self) -> list[Json]:
        """The issues as a search knows them."""
        if not self._lag:
            return list(self.issues.values())
        known, found = self.clock() - self._lag, []
        for number in self.issues:
            due = [issue for at, issue in self._versions.get(number, ()) if at <= known]
            found += due[-1:]
        return found

    def visible(self, issue: Json) -> bool:
        return issue["id"] not in self.hidden and issue["fields"]["project"]["key"] not in self.revoked

    def find(self, id_or_key: str) -> Json:
        """The issue itself, by id or by any key it ever had, seen or not. KeyError when there is none."""
        return self.issues[self._keys.get(id_or_key, id_or_key)]

    def issue(self, key: str) -> Json:
        """The issue as `GET /issue/{key}?expand=changelog` shows it."""
        return self.shown(self.find(key))

    def shown(self, issue: Json) -> Json:
        """A copy with parent, links and sprints as they are now and without what only `expand` shows of comments."""
        body = _copy(issue)
        fields = body["fields"]
        parent = self.issues.get((fields.get("parent") or {}).get("id", ""))
        if parent:
            fields["parent"] = self._glimpse(parent)
        for comment in (fields.get("comment") or {}).get("comments", []):
            comment.pop("properties", None)
        if issue["id"] in self.issue_links:
            fields["issuelinks"] = self._shown_links(issue["id"])
        sprint = self.fields["Sprint"].id
        if fields.get(sprint) and self.sprints:
            fields[sprint] = [self.sprints.get(row["id"], row) for row in fields[sprint]]
        return body

    def log(self, key: str, by: str, at: datetime | None, *entries: Entry) -> None:
        """A changelog entry, and `updated` with it."""
        issue, now = self.find(key), stamp(at or self.clock())
        items = [self._item(entry) for entry in entries]
        history = {"id": str(self.fresh()), "author": self.users[by], "created": now, "items": items}
        issue["changelog"]["histories"].append(history)
        self.touch(issue, now)
        self.tell("jira:issue_updated", issue, changelog={"id": history["id"], "items": items})

    def tell(self, event: str, issue: Json, **about: Json) -> None:
        """By webhook, with the issue as it is now."""
        if self.webhooks.added:
            shown = {name: value for name, value in _copy(issue).items() if name != "changelog"}
            self.webhooks.tell(event, issue=shown, **about)

    def touch(self, issue: Json, now: str) -> None:
        """Whatever was done to the issue, it is `updated` now."""
        issue["fields"]["updated"] = now
        if self._lag:
            self._versions.setdefault(issue["id"], []).append((self.clock(), _copy(issue)))

    def load_recorded(
        self,
        issues: list[Json],
        statuses: Iterable[Json] = (),
        users: Iterable[Json] = (),
        projects: Iterable[Json] = (),
    ) -> None:
        """Recorded REST bodies, served as they are; projects that only issues name are taken from them."""
        self.users |= {body["accountId"]: body for body in users}
        self.statuses += statuses
        named = [issue["fields"]["project"] for issue in issues if issue.get("fields", {}).get("project")]
        self.projects |= {body["key"]: body for body in [*named, *projects]}
        for issue in deepcopy(issues):
            self._keep(issue)

    def _item(self, entry: Entry) -> Json:
        """Jira leaves `fieldId` out where no field of the issue changed: keys, links, work logs."""
        item: Json = dict(zip(_NAMES, entry, strict=True))
        kind = "custom" if (entry[1] or "").startswith("customfield_") else "jira"
        return {name: value for name, value in item.items() if name != "fieldId" or value} | {"fieldtype": kind}

    def _glimpse(self, issue: Json) -> Json:
        about = {name: issue["fields"].get(name) for name in _OF_OTHERS}
        return {"id": issue["id"], "key": issue["key"], "self": issue["self"], "fields": about}

    def _shown_links(self, number: str) -> list[Json]:
        """The other end only, and none that the account may not see."""
        found = []
        for link in self.issue_links[number]:
            end, other = ("outwardIssue", link["to"]) if link["from"] == number else ("inwardIssue", link["from"])
            if self.visible(self.issues[other]):
                about = {name: link[name] for name in ("id", "self", "type")}
                found.append(about | {end: self._glimpse(self.issues[other])})
        return found

    def _at_birth(self, reporter: Json, now: str) -> Json:
        dates = dict.fromkeys(("created", "updated", "statuscategorychangedate"), now)
        empty: Json = {"fixVersions": [], "issuelinks": [], "timeoriginalestimate": None, "timespent": None}
        talk: Json = {"comment": {"comments": []}, "worklog": {"worklogs": []}}
        return {"creator": reporter, "reporter": reporter, **dates, **empty, **talk}

    def _keep(self, issue: Json) -> None:
        issue.setdefault("self", f"{self.base}/rest/api/3/issue/{issue['id']}")
        self.issues[issue["id"]] = issue
        self._keys[issue["key"]] = issue["id"]
        if self._lag:
            self.touch(issue, issue["fields"]["updated"])
        project = issue["key"].rpartition("-")[0]
        self._numbers.setdefault(project, count(100_000))


def _copy(issue: Json) -> Json:
    """Ten times as fast as a deep copy."""
    copied: Json = msgspec.json.decode(msgspec.json.encode(issue))
    return copied
