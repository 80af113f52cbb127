"""Projects as GraphQL shows them: boards, their fields, and cards with a value for each field that has one."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sandbox.github import shapes
from sandbox.github.boards import Board, Card, Field
from sandbox.github.graphql.connections import connect
from sandbox.github.graphql.people import organisation
from sandbox.github.graphql.problem import Problem
from sandbox.github.graphql.view import View, label, milestone
from sandbox.github.shapes import WEB, Payload

KINDS = {"SINGLE_SELECT": "ProjectV2SingleSelectField", "ITERATION": "ProjectV2IterationField"}
VALUES = {"TEXT": ("Text", "text"), "NUMBER": ("Number", "number"), "DATE": ("Date", "date")}


class Projects:
    """https://docs.github.com/en/graphql/reference/objects#projectv2"""

    def __init__(self, view: View) -> None:
        self.view, self.state = view, view.state

    def of(self, login: str) -> Payload:
        """The fields of an owner that lead to its boards."""
        boards = self.state.boards.of.get(login, {})

        def one(_: Any, number: int) -> Payload:
            self._allowed(login, "projectV2")
            if number not in boards:
                raise Problem("NOT_FOUND", f"Could not resolve to a ProjectV2 with the number {number}.")
            return self.board(boards[number])

        def several(_: Any, **args: Any) -> Payload:
            self._allowed(login, "projectsV2")
            return connect("projectsV2", boards.values(), lambda board: (board.number,), self.board, args)

        return {"projectV2": one, "projectsV2": several}

    def board(self, board: Board) -> Payload:
        kind = "orgs" if board.owner in self.state.orgs else "users"
        fields = list(board.fields.values())
        return {
            "__typename": "ProjectV2",
            "id": f"PVT_kwDO{board.id:06x}",
            "databaseId": board.id,
            "number": board.number,
            "title": board.title,
            "url": f"{WEB}/{kind}/{board.owner}/projects/{board.number}",
            "closed": board.closed_at is not None,
            "closedAt": shapes.stamp(board.closed_at) if board.closed_at else None,
            **_times(board.at, board.updated_at),
            "owner": lambda _: self.owner(board.owner),
            "field": lambda _, name: self._field(board, board.fields[name]) if name in board.fields else None,
            "fields": lambda _, **args: connect("fields", fields, _id, lambda each: self._field(board, each), args),
            "items": lambda _, **args: connect(
                "items", board.cards.values(), _id, lambda each: self.card(board, each), args, falling=_falling(args)
            ),
        }

    def owner(self, login: str) -> Payload:
        org = self.state.orgs.get(login)
        more = organisation(self.view, org) if org else {}
        return {**(self.view.account(self.state.account(login)) or {}), **self.of(login), **more}

    def card(self, board: Board, card: Card) -> Payload:
        """What the caller may not see is redacted: the card is there, its content is not."""
        hidden = card.address is not None and not self.view.sees(card.address)
        content = None if hidden else self._content(card)
        kinds = {"Issue": "ISSUE", "PullRequest": "PULL_REQUEST", "DraftIssue": "DRAFT_ISSUE"}
        values = [] if hidden else list(self._values(board, card))
        named = {value["field"]["name"]: value for value in values}
        rows = list(enumerate(values))
        return {
            "__typename": "ProjectV2Item",
            "id": f"PVTI_lADO{card.id:08x}",
            "databaseId": card.id,
            "type": kinds[content["__typename"]] if content else "REDACTED",
            "isArchived": card.archived,
            **_times(card.at, card.updated_at),
            "creator": self.view.account(self.state.account(card.creator)),
            "content": content,
            "project": lambda _: self.board(board),
            "fieldValues": lambda _, **args: connect(
                "fieldValues", rows, lambda row: row[:1], lambda row: row[1], args
            ),
            "fieldValueByName": lambda _, name: named.get(name),
        }

    def _content(self, card: Card) -> Payload:
        draft = card.draft
        if draft is None:
            assert card.address
            return self.view.work(card.address)
        people = [self.state.account(login) for login in draft.assignees]
        return {
            "__typename": "DraftIssue",
            "id": f"DI_lADO{draft.id:08x}",
            "title": draft.title,
            "body": draft.body,
            **_times(draft.at, draft.updated_at),
            "creator": self.view.account(self.state.account(card.creator)),
            "assignees": lambda _, **args: connect("assignees", people, lambda p: (p["id"],), self.view.account, args),
        }

    def _values(self, board: Board, card: Card) -> Iterator[Payload]:
        """Those of the issue itself stand among them, in types of their own."""
        content = card.draft.title if card.draft else ""
        body: Payload = self.state.repos[card.address[0]].issues[card.address[1]] if card.address else {}
        for each in board.fields.values():
            field, shared = self._field(board, each), {"id": f"PVTFV_{card.id:06x}{each.id:06x}"}
            own = {**shared, "field": field, "item": lambda _: self.card(board, card), **_times(card.at, card.at)}
            if each.kind == "TITLE":
                yield {"__typename": "ProjectV2ItemFieldTextValue", **own, "text": body.get("title", content)}
            elif each.name in card.values:
                value, at = card.values[each.name]
                yield {**own, **_times(card.at, at), **_value(each, value)}
            else:
                yield from self._of_issue(each, field, body, card)

    def _of_issue(self, each: Field, field: Payload, body: Payload, card: Card) -> Iterator[Payload]:
        view = self.view
        if each.kind == "REPOSITORY" and card.address:
            repo = view.repository(card.address[0])
            yield {"__typename": "ProjectV2ItemFieldRepositoryValue", "field": field, "repository": repo}
        if each.kind == "MILESTONE" and body.get("milestone"):
            shown = milestone(body["milestone"])
            yield {"__typename": "ProjectV2ItemFieldMilestoneValue", "field": field, "milestone": shown}
        if each.kind == "LABELS" and body.get("labels"):
            rows = body["labels"]
            several = lambda _, **args: connect("labels", rows, lambda row: (row["id"],), label, args)  # noqa: E731
            yield {"__typename": "ProjectV2ItemFieldLabelValue", "field": field, "labels": several}
        if each.kind == "ASSIGNEES" and body.get("assignees"):
            people = body["assignees"]
            users = lambda _, **args: connect("users", people, lambda p: (p["id"],), view.account, args)  # noqa: E731
            yield {"__typename": "ProjectV2ItemFieldUserValue", "field": field, "users": users}

    def _field(self, board: Board, each: Field) -> Payload:
        options = [{"id": id_, "name": name, "color": "GRAY", "description": ""} for name, id_ in each.options.items()]
        iterations = [_iteration(each, title) for title in each.iterations]
        configuration = {"duration": each.days, "startDay": 1, "iterations": iterations, "completedIterations": []}
        return {
            "__typename": KINDS.get(each.kind, "ProjectV2Field"),
            "id": f"PVTF_lADO{each.id:08x}",
            "databaseId": each.id,
            "name": each.name,
            "dataType": each.kind,
            **_times(each.at, each.at),
            "project": lambda _: self.board(board),
            "options": options,
            "configuration": configuration,
        }

    def _allowed(self, login: str, field: str) -> None:
        """A classic token needs the scope, an app the permission, and no app is let at a person's boards."""
        grant, scopes = self.view.caller.grant, self.state.scopes.replace(" ", "").split(",")
        if grant is None:
            if not {"project", "read:project"} & set(scopes):
                raise Problem("INSUFFICIENT_SCOPES", _lacking(field, scopes))
        elif login not in self.state.orgs or "organization_projects" not in grant.application.permissions:
            raise Problem("FORBIDDEN", "Resource not accessible by integration")


def _lacking(field: str, scopes: list[str]) -> str:
    return (
        "Your token has not been granted the required scopes to execute this query. "
        f"The '{field}' field requires one of the following scopes: ['read:project'], but your token has only been "
        f"granted the: {scopes} scopes. Please modify your token's scopes at: https://github.com/settings/tokens."
    )


def _value(each: Field, value: Any) -> Payload:
    shown = value.isoformat() if isinstance(value, date) else value
    if each.kind == "SINGLE_SELECT":
        chosen = {"name": shown, "optionId": each.options[shown], "color": "GRAY", "description": ""}
        return {"__typename": "ProjectV2ItemFieldSingleSelectValue", **chosen}
    if each.kind == "ITERATION":
        own = _iteration(each, shown)
        return {"__typename": "ProjectV2ItemFieldIterationValue", "iterationId": own.pop("id"), **own}
    kind, name = VALUES[each.kind]
    return {"__typename": f"ProjectV2ItemField{kind}Value", name: shown}


def _iteration(each: Field, title: str) -> Payload:
    first = each.iterations[title]
    return {"id": f"{each.id:x}{first:%m%d}", "title": title, "startDate": first.isoformat(), "duration": each.days}


def _times(at: datetime, updated_at: datetime) -> Payload:
    return {"createdAt": shapes.stamp(at), "updatedAt": shapes.stamp(updated_at)}


def _id(each: Field | Card) -> tuple[int]:
    return (each.id,)


def _falling(args: Payload) -> bool:
    return (args.get("orderBy") or {}).get("direction") == "DESC"
