"""The company's side of the sandbox Jira: people move and talk about issues, and Jira keeps the history."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime
from typing import Any

from sandbox.clock import SimulatedClock
from sandbox.jira import bodies
from sandbox.jira.bodies import Json, stamp
from sandbox.jira.issues import Entry
from sandbox.jira.planning import Planning
from sandbox.jira.site import Deployment


class JiraState(Planning):
    """One Jira site, seen by the account whose `token` (on Cloud together with `email`) opens it.

    `by`, `reporter` and `assignee` are account ids; `at` defaults to the simulated now. `page_limit` is how many issues a
    search page holds at most, whatever was asked for. `time_zone` is the account's, in which JQL reads dates.
    `projects`, `users`, `issues` (by id) and `links` (remote ones, by issue id) are in the REST form of Cloud, which a
    `data-center` site translates when it answers.
    """

    def __init__(
        self,
        clock: SimulatedClock,
        token: str = "sandbox-jira-token",  # noqa: S107 - opens nothing but the sandbox
        email: str = "bot@acme.test",
        site: str = "acme",
        deployment: Deployment = "cloud",
    ) -> None:
        super().__init__(clock, token, email, site, deployment)

    def stranger(self) -> "JiraState":
        """What somebody sees who has not signed in: a site with nothing in it."""
        nobody = JiraState(self.clock, deployment=self.deployment)
        nobody.users.clear()
        nobody.statuses.clear()
        return nobody

    def transition(self, key: str, status: str, *, by: str, at: datetime | None = None) -> None:
        fields, at = self.find(key)["fields"], at or self.clock()
        before, after = fields["status"], bodies.status(self.base, status)
        if before["statusCategory"]["key"] != after["statusCategory"]["key"]:
            fields["statuscategorychangedate"] = stamp(at)
        entries: list[Entry] = [("status", "status", before["id"], before["name"], after["id"], after["name"])]
        done = bodies.is_done(status)
        if done != bool(fields["resolution"]):
            fields |= bodies.resolution(stamp(at), status)
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
        self.touch(issue, now)
        self.tell("comment_created", issue, comment={"id": number, "author": self.users[by]})
        return comment

    def _comments(self, key: str) -> list[Json]:
        found: list[Json] = self.find(key)["fields"].setdefault("comment", {"comments": []})["comments"]
        return found
