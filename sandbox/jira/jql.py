"""The part of JQL that a sync needs, read as Jira reads it: dates in the account's time zone, unknown names refused.

https://support.atlassian.com/jira-software-cloud/docs/jql-fields/
"""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sandbox.jira.bodies import Json, moment
from sandbox.jira.jql_tokens import JqlError, Token, tokens

Test = Callable[[Json], bool]
Find = Callable[[str], Json]

_RELATIVE = re.compile(r"([+-]?\d+)([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FORMS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
_ALIASES = {
    "type": "issuetype",
    "issuekey": "key",
    "issue": "key",
    "id": "key",
    "createddate": "created",
    "updateddate": "updated",
    "component": "components",
    "fixversion": "fixVersions",
    "due": "duedate",
}
_DATES = ("created", "updated", "duedate")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


class Query(NamedTuple):
    """`matches` is None when there is no restriction at all. `order` holds fields with whether they descend."""

    matches: Test | None
    order: list[tuple[str, bool]]


def parse(jql: str, projects: Collection[str], find: Find, now: datetime, zone: str) -> Query:
    """`projects` are the keys that the account may see; `find` gives an issue by its id or any key it ever had, or raises
    KeyError; `zone` is the account's time zone."""
    return _Parser(tokens(jql), projects, find, now, ZoneInfo(zone)).query()


def value_of(issue: Json, field: str) -> Any:
    """What a field compares by: dates as moments, ids as numbers, names in lower case."""
    if field == "key":
        return _ordered(issue["key"])
    fields = issue["fields"]
    if field in _DATES:
        return _date(fields.get(field))
    value = fields.get(field if field != "statuscategory" else "status")
    if isinstance(value, dict):
        return _names(value["statusCategory"] if field == "statuscategory" else value)
    if isinstance(value, str):
        return {value.lower()}
    return {name for v in value or () for name in (_names(v) if isinstance(v, dict) else {str(v).lower()})}


def _date(text: str | None) -> datetime | None:
    if text is None:
        return None
    return moment(text) if "T" in text else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _names(value: Json) -> set[str]:
    return {str(value[k]).lower() for k in ("id", "key", "name", "accountId") if value.get(k) is not None}


def _ordered(key: str) -> tuple[str, int]:
    """Keys sort by project, then by number."""
    project, _, number = key.upper().rpartition("-")
    return project, int(number)


class _Parser:
    def __init__(
        self, tokens: list[Token], projects: Collection[str], find: Find, now: datetime, zone: ZoneInfo
    ) -> None:
        self.tokens, self.projects, self.find, self.now, self.zone = tokens, projects, find, now, zone

    def query(self) -> Query:
        matches = None if not self.tokens or self._sees("order") else self._any()
        order = self._order()
        if self.tokens:
            raise JqlError(f"Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{self.tokens[0].text}'.")
        return Query(matches, order)

    def _any(self) -> Test:
        tests = [self._all()]
        while self._took("or"):
            tests.append(self._all())
        return lambda issue: any(test(issue) for test in tests)

    def _all(self) -> Test:
        tests = [self._term()]
        while self._took("and"):
            tests.append(self._term())
        return lambda issue: all(test(issue) for test in tests)

    def _term(self) -> Test:
        if self._took("not", "!"):
            inner = self._term()
            return lambda issue: not inner(issue)
        if self._took("("):
            inner = self._any()
            self._expect(")")
            return inner
        return self._clause()

    def _clause(self) -> Test:
        field = self._field()
        if self._took("is"):
            empty = not self._took("not")
            self._expect("empty", "null")
            return lambda issue: (not value_of(issue, field)) == empty
        negated = self._took("not")
        if negated or self._sees("in"):
            self._expect("in")
            if field == "key":
                keys = {self._key(token) for token in self._list()}
                return lambda issue: (value_of(issue, field) in keys) != negated
            wanted = self._values(field)
            return lambda issue: bool(value_of(issue, field) & wanted) != negated
        return self._comparison(field, self._next("an operator").text)

    def _comparison(self, field: str, operator: str) -> Test:
        token = self._next("a value")
        compare = _COMPARE.get(operator)
        if compare and field in _DATES:
            at = self._moment(field, token)
            return lambda issue: (value := value_of(issue, field)) is not None and compare(value, at)
        if compare and field == "key":
            key = self._key(token)
            return lambda issue: compare(value_of(issue, field), key)
        if operator not in ("=", "!="):
            raise JqlError(f"The operator '{operator}' is not supported by the '{field}' field.")
        value = self._known(field, token)
        return lambda issue: (value in value_of(issue, field)) == (operator == "=")

    def _values(self, field: str) -> set[str]:
        """Of several projects some may be unknown, but not all."""
        tokens = self._list()
        if field == "project" and any(token.text.upper() in self.projects for token in tokens):
            tokens = [token for token in tokens if token.text.upper() in self.projects]
        return {self._known(field, token) for token in tokens}

    def _list(self) -> list[Token]:
        self._expect("(")
        found = [self._next("a value")]
        while self._took(","):
            found.append(self._next("a value"))
        self._expect(")")
        return found

    def _known(self, field: str, token: Token) -> str:
        if field == "project" and token.text.upper() not in self.projects:
            raise JqlError(f"The value '{token.text}' does not exist for the field 'project'.")
        return token.text.lower()

    def _key(self, token: Token) -> tuple[str, int]:
        """An issue by id or by any key it ever had; a key that nobody knows is compared as it is written."""
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]+-\d+|\d+", token.text):
            raise JqlError(f"The issue key '{token.text}' for field 'key' is invalid.")
        try:
            return _ordered(self.find(token.text.upper())["key"])
        except KeyError:
            return _ordered(token.text if "-" in token.text else f"-{token.text}")

    def _moment(self, field: str, token: Token) -> datetime:
        if token.text.lstrip("-").isdigit():
            return datetime.fromtimestamp(int(token.text) / 1000, self.zone)
        if relative := _RELATIVE.fullmatch(token.text):
            return self.now + timedelta(**{_UNITS[relative[2]]: int(relative[1])})
        for form in _FORMS:
            try:
                return datetime.strptime(token.text, form).replace(tzinfo=self.zone)
            except ValueError:
                continue
        raise JqlError(
            f"Date value '{token.text}' for field '{field}' is invalid. Valid formats include: "
            "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
        )

    def _order(self) -> list[tuple[str, bool]]:
        if not self._took("order"):
            return [("created", True)]
        self._expect("by")
        found = [(self._field(), self._descends())]
        while self._took(","):
            found.append((self._field(), self._descends()))
        return found

    def _descends(self) -> bool:
        return self._took("desc") or (self._took("asc") and False)

    def _field(self) -> str:
        token = self._next("a field")
        name = _ALIASES.get(token.text.lower(), token.text.lower())
        known = (
            "project",
            "issuetype",
            "status",
            "statuscategory",
            "labels",
            "assignee",
            "reporter",
            "priority",
            "resolution",
            "components",
            "fixVersions",
            "key",
            "id",
            "parent",
            *_DATES,
        )
        if name not in known:
            raise JqlError(f"Field '{token.text}' does not exist or you do not have permission to view it.")
        return name

    def _sees(self, *words: str) -> bool:
        return bool(self.tokens) and self.tokens[0].means(*words)

    def _took(self, *words: str) -> bool:
        if not self._sees(*words):
            return False
        self.tokens.pop(0)
        return True

    def _next(self, what: str) -> Token:
        if not self.tokens:
            raise JqlError(f"Error in the JQL Query: Expecting {what} before the end of the query.")
        return self.tokens.pop(0)

    def _expect(self, *words: str) -> None:
        got = self._next(f"'{words[0]}'")
        if not got.means(*words):
            raise JqlError(f"Error in the JQL Query: Expecting '{words[0]}' but got '{got.text}'.")
