"""The company's side of the sandbox Jira: people create, move and talk about issues, and Jira keeps the history.

Issues are held in the form in which REST shows them, so recorded payloads and simulated issues are one kind of thing.
"""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime
from itertools import count
from typing import Any

from sandbox.clock import SimulatedClock
from sandbox.jira import bodies
from sandbox.jira.bodies import Json, stamp

Entry = tuple[str, str | None, str | None, str | None, str | None, str | None]


class JiraState:
    """One Jira site, seen by the account whose `email` and `token` open it.

    `by`, `reporter` and `assignee` are account ids; `at` defaults to the simulated now. `page_limit` is how many issues a
    search page holds at most, whatever was asked for. `time_zone` is the account's, in which JQL reads dates.
    `projects`, `users`, `issues` (by id) and `links` (by issue id) are in REST form.
    """

    def __init__(
        self,
        clock: SimulatedClock,
        token: str = "sandbox-jira-token",  # noqa: S107 - opens nothing but the sandbox
        email: str = "bot@acme.test",
        site: str = "acme",
    ) -> None:
        self.clock, self.token, self.email = clock, token, email
        self.base = f"https://{site}.atlassian.net"
        self.page_limit = 100
        self.time_zone = "UTC"
        self.users: dict[str, Json] = {}
        self.projects: dict[str, Json] = {}
        self.issues: dict[str, Json] = {}
        self.links: dict[str, list[Json]] = {}
        self.statuses = [bodies.status(self.base, name) for name in bodies.STATUSES]
        self._keys: dict[str, str] = {}
        self._ids = count(10_001)
        self._numbers: dict[str, count[int]] = {}
        self.account = "712020:fairlead-bot"
        self.add_user(self.account, "Fairlead", email)

    def add_user(
        self, account_id: str, name: str, email: str | None, *, active: bool = True, app: bool = False
    ) -> None:
        self.users[account_id] = bodies.user(self.base, account_id, name, email, active, app)

    def add_project(self, key: str, name: str, *, kind: str = "software") -> None:
        self.projects[key] = bodies.project(self.base, self.fresh(), key, name, kind)
        self._numbers[key] = count(1)

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
        done = bodies.STATUSES[status][1] == "done"
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
            "resolution": bodies.RESOLUTION if done else None,
            "resolutiondate": now if done else None,
        }
        fields |= self._at_birth(self.users[reporter], now)
        self._keep({"id": number, "key": key, "fields": fields, "changelog": {"histories": []}})
        return key

    def transition(self, key: str, status: str, *, by: str, at: datetime | None = None) -> None:
        fields, at = self.find(key)["fields"], at or self.clock()
        before, after = fields["status"], bodies.status(self.base, status)
        if before["statusCategory"]["key"] != after["statusCategory"]["key"]:
            fields["statuscategorychangedate"] = stamp(at)
        entries: list[Entry] = [("status", "status", before["id"], before["name"], after["id"], after["name"])]
        done = bodies.STATUSES[status][1] == "done"
        if done != bool(fields["resolution"]):
            fields["resolution"] = bodies.RESOLUTION if done else None
            fields["resolutiondate"] = stamp(at) if done else None
            old, new = (None, "Done") if done else ("Done", None)
            entries.append(("resolution", "resolution", old and "10000", old, new and "10000", new))
        fields["status"] = after
        self.log(key, by, at, *entries)

    def assign(self, key: str, account_id: str | None, *, by: str, at: datetime | None = None) -> None:
        fields = self.find(key)["fields"]
        before, after = fields["assignee"] or {}, self.users[account_id] if account_id else {}
        fields["assignee"] = after or None
        ids = before.get("accountId"), after.get("accountId")
        self.log(
            key, by, at, ("assignee", "assignee", ids[0], before.get("displayName"), ids[1], after.get("displayName"))
        )

    def comment(self, key: str, text: str, *, by: str, at: datetime | None = None) -> str:
        return str(self.add_comment(key, bodies.document(text), [], by=by, at=at)["id"])

    def label(
        self, key: str, *, add: Iterable[str] = (), remove: Iterable[str] = (), by: str, at: datetime | None = None
    ) -> None:
        fields = self.find(key)["fields"]
        before = fields["labels"]
        after = sorted({*before, *add} - {*remove})
        if after != sorted(before):
            fields["labels"] = after
            self.log(key, by, at, ("labels", "labels", "", " ".join(before), "", " ".join(after)))

    def set_due(self, key: str, due: date | None, *, by: str, at: datetime | None = None) -> None:
        fields = self.find(key)["fields"]
        before, after = fields["duedate"], due.isoformat() if due else None
        fields["duedate"] = after
        shown = [day and f"{day} 00:00:00.0" for day in (before, after)]
        self.log(key, by, at, ("duedate", "duedate", before, shown[0], after, shown[1]))

    def set_parent(self, key: str, parent_key: str | None, *, by: str, at: datetime | None = None) -> None:
        fields = self.find(key)["fields"]
        before = self.issues[fields["parent"]["id"]] if fields["parent"] else {}
        after = self.find(parent_key) if parent_key else {}
        fields["parent"] = {"id": after["id"]} if after else None
        change = (before.get("id"), before.get("key"), after.get("id"), after.get("key"))
        self.log(key, by, at, ("IssueParentAssociation", None, *change))

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

    def issue(self, key: str) -> Json:
        """The issue as `GET /issue/{key}?expand=changelog` shows it."""
        return self.shown(self.find(key))

    def labels(self, key: str) -> list[str]:
        return list(self.find(key)["fields"]["labels"])

    def comments(self, key: str) -> list[Json]:
        """Comments with their properties, oldest first."""
        return deepcopy(self._comments(key))

    def remote_links(self, key: str) -> list[Json]:
        return deepcopy(self.links.get(self.find(key)["id"], []))

    def snapshot(self) -> Json:
        """Everything that an outsider can see, to be compared before and after."""
        keys = [issue["key"] for issue in self.issues.values()]
        return {
            key: {"issue": self.issue(key), "comments": self.comments(key), "remote_links": self.remote_links(key)}
            for key in keys
        }

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

    def fresh(self) -> int:
        return next(self._ids)

    def find(self, id_or_key: str) -> Json:
        """The issue itself, by id or by any key it ever had. KeyError when there is none."""
        return self.issues[self._keys.get(id_or_key, id_or_key)]

    def shown(self, issue: Json) -> Json:
        """A copy with its parent as it is now and without what only `expand` shows of comments."""
        body = deepcopy(issue)
        fields = body["fields"]
        parent = self.issues.get((fields.get("parent") or {}).get("id", ""))
        if parent:
            about = {name: parent["fields"].get(name) for name in ("summary", "status", "priority", "issuetype")}
            fields["parent"] = {"id": parent["id"], "key": parent["key"], "self": parent["self"], "fields": about}
        for comment in (fields.get("comment") or {}).get("comments", []):
            comment.pop("properties", None)
        return body

    def log(self, key: str, by: str, at: datetime | None, *entries: Entry) -> None:
        """A changelog entry, and `updated` with it."""
        issue, now = self.find(key), stamp(at or self.clock())
        names = ("field", "fieldId", "from", "fromString", "to", "toString")
        items: list[Json] = [dict(zip(names, entry, strict=True)) | {"fieldtype": "jira"} for entry in entries]
        history = {"id": str(self.fresh()), "author": self.users[by], "created": now, "items": items}
        issue["changelog"]["histories"].append(history)
        issue["fields"]["updated"] = now

    def add_comment(
        self, key: str, body: object, properties: list[Any], *, by: str, at: datetime | None = None
    ) -> Json:
        issue, now = self.find(key), stamp(at or self.clock())
        number = str(self.fresh())
        comment = {
            "self": f"{self.base}/rest/api/3/issue/{issue['id']}/comment/{number}",
            "id": number,
            "author": self.users[by],
            "updateAuthor": self.users[by],
            "body": body,
            "created": now,
            "updated": now,
            "jsdPublic": not any(p.get("value") == {"internal": True} for p in properties),
            "properties": properties,
        }
        self._comments(key).append(comment)
        issue["fields"]["updated"] = now
        return comment

    def _comments(self, key: str) -> list[Json]:
        found: list[Json] = self.find(key)["fields"].setdefault("comment", {"comments": []})["comments"]
        return found

    def _at_birth(self, reporter: Json, now: str) -> Json:
        dates = dict.fromkeys(("created", "updated", "statuscategorychangedate"), now)
        empty: Json = {"fixVersions": [], "timeoriginalestimate": None, "comment": {"comments": []}}
        return {"creator": reporter, "reporter": reporter, **dates, **empty}

    def _keep(self, issue: Json) -> None:
        issue.setdefault("self", f"{self.base}/rest/api/3/issue/{issue['id']}")
        self.issues[issue["id"]] = issue
        self._keys[issue["key"]] = issue["id"]
