"""What people plan with beside statuses: custom fields, sprints, flags, links between issues, and hours logged."""

from datetime import datetime
from typing import Any

from sandbox.jira import bodies
from sandbox.jira.bodies import Json, stamp
from sandbox.jira.fields import rest_form, told
from sandbox.jira.issues import Issues


class Planning(Issues):
    """`by` is an account id; `at` defaults to the simulated now."""

    def set_field(self, key: str, name: str, value: Any, *, by: str, at: datetime | None = None) -> None:
        """A custom field by its name. Choices are given by name, a cascading one as a pair, people by account id, labels
        and choices as sequences; None empties the field."""
        field, fields = self.fields[name], self.find(key)["fields"]
        before, after = fields.get(field.id), rest_form(field, value, self.base, self.users)
        if before == after:
            return
        fields[field.id] = after
        was, now = told(field, before), told(field, after)
        self.log(key, by, at, (name, field.id, was[0], was[1], now[0], now[1]))

    def into_sprint(self, key: str, sprint: int | None, *, by: str, at: datetime | None = None) -> None:
        """The field keeps the closed sprints that the issue was in; None: back to the backlog."""
        rows = self.find(key)["fields"].get(self.field_id("Sprint")) or []
        closed = [self.sprints[row["id"]] for row in rows if self.sprints[row["id"]]["state"] == "closed"]
        self.set_field(key, "Sprint", [*closed, *([self.sprints[sprint]] if sprint else [])], by=by, at=at)

    def flag(self, key: str, on: bool = True, *, by: str, at: datetime | None = None) -> None:
        """The impediment flag: https://support.atlassian.com/jira-software-cloud/docs/flag-an-issue/"""
        self.set_field(key, "Flagged", ["Impediment"] if on else None, by=by, at=at)

    def prioritise(self, key: str, name: str, *, by: str, at: datetime | None = None) -> None:
        fields = self.find(key)["fields"]
        before, fields["priority"] = fields["priority"], bodies.priority(self.base, name)
        after = fields["priority"]
        self.log(key, by, at, ("priority", "priority", before["id"], before["name"], after["id"], after["name"]))

    def link(self, key: str, type_: str, other: str, *, by: str, at: datetime | None = None) -> str:
        """`key` blocks `other`, or is related to it, or whatever `type_` calls it; returns the link's id."""
        source, target, number = self.find(key), self.find(other), str(self.fresh())
        kind = bodies.link_type(self.base, type_)
        where = f"{self.base}/rest/api/3/issueLink/{number}"
        link = {"id": number, "self": where, "type": kind, "from": source["id"], "to": target["id"]}
        for end in (source, target):
            self.issue_links.setdefault(end["id"], []).append(link)
        self._log_link(link, by, at, gone=False)
        return number

    def unlink(self, number: str, *, by: str, at: datetime | None = None) -> None:
        link = next(row for rows in self.issue_links.values() for row in rows if row["id"] == number)
        for end in (link["from"], link["to"]):
            self.issue_links[end].remove(link)
        self._log_link(link, by, at, gone=True)

    def log_work(
        self,
        key: str,
        hours: float,
        *,
        by: str,
        started: datetime | None = None,
        text: str = "",
        at: datetime | None = None,
    ) -> str:
        """Hours spent on the issue; returns the work log's id."""
        issue, number, when = self.find(key), str(self.fresh()), at or self.clock()
        seconds, now = round(hours * 3600), stamp(when)
        row: Json = {
            "self": f"{self.base}/rest/api/3/issue/{issue['id']}/worklog/{number}",
            "author": self.users[by],
            "updateAuthor": self.users[by],
            "created": now,
            "updated": now,
            "started": stamp(started or when),
            "timeSpent": bodies.time_spent(seconds, self.hours_per_day),
            "timeSpentSeconds": seconds,
            "id": number,
            "issueId": issue["id"],
        }
        fields = issue["fields"]
        fields["worklog"]["worklogs"].append(row | ({"comment": bodies.document(text)} if text else {}))
        before = fields.get("timespent")
        fields["timespent"] = (before or 0) + seconds
        was, total = before and str(before), str(fields["timespent"])
        spent = ("timespent", "timespent", was, was, total, total)
        self.log(key, by, at, spent, ("WorklogId", None, None, None, number, number))
        return number

    def estimate(self, key: str, hours: float | None, *, by: str, at: datetime | None = None) -> None:
        """The original estimate, which Jira keeps in seconds."""
        fields = self.find(key)["fields"]
        before, after = fields["timeoriginalestimate"], None if hours is None else round(hours * 3600)
        fields["timeoriginalestimate"] = after
        was, now = (None if seconds is None else str(seconds) for seconds in (before, after))
        self.log(key, by, at, ("timeoriginalestimate", "timeoriginalestimate", was, was, now, now))

    def _log_link(self, link: Json, by: str, at: datetime | None, *, gone: bool) -> None:
        """Both ends tell of it, each in its own words."""
        source, target = self.issues[link["from"]]["key"], self.issues[link["to"]]["key"]
        for mine, other, words in ((source, target, "outward"), (target, source, "inward")):
            text = f"This issue {link['type'][words]} {other}"
            change = (other, text, None, None) if gone else (None, None, other, text)
            self.log(mine, by, at, ("Link", None, *change))
