"""Conditions of rules as people read them: `labels has payments or billing`."""

from mappings.fields import field_of, own_name
from mappings.rules import Condition, Group, Operator, Test

_VERBS: dict[Operator, str] = {
    "glob": "is like {or}",
    "regex": "matches {or}",
    "exists": "is given",
    "at_least": "is at least {or}",
    "at_most": "is at most {or}",
    "more_than": "is more than {or}",
    "less_than": "is less than {or}",
    "since": "is {or} or later",
    "before": "is before {or}",
    "older_than": "lies more than {or} back",
    "newer_than": "lies no more than {or} back",
}
_OF_ONE: dict[Operator, str] = {"any": "is {or}", "all": "is {and}", "none": "is not {or}", **_VERBS}
_OF_MANY: dict[Operator, str] = {"any": "has {or}", "all": "has {and}", "none": "has not {or}", **_VERBS}
MOST = 12  # values that are named


def in_words(test: Test) -> str:
    """One test; a group within others stands in brackets."""
    if isinstance(test, Condition):
        return f"{name_of(test.field)} {_said(test)}"
    if test.op == "not" and len(test.parts) == 1 and isinstance(only := test.parts[0], Condition):
        return f"{name_of(only.field)} {_denied(only)}"
    words = (" or " if test.op == "any" else " and ").join(_within(part) for part in test.parts)
    return f"not ({words})" if test.op == "not" else words


def name_of(field: str) -> str:
    """A field of the site's own by the name that people see."""
    return own_name(field) or field


def _within(test: Test) -> str:
    words = in_words(test)
    return f"({words})" if isinstance(test, Group) and test.op != "not" else words


def _said(test: Condition) -> str:
    verbs = _OF_MANY if field_of(test.field).many else _OF_ONE
    named = [*test.values[:MOST], *([f"{len(test.values) - MOST:,} more"] if len(test.values) > MOST else [])]
    return verbs[test.op].format_map({"or": " or ".join(named), "and": " and ".join(named)})


def _denied(test: Condition) -> str:
    """`is not done` of `is done`."""
    verb, _, rest = _said(test).partition(" ")
    return f"{verb} not {rest}" if verb in ("is", "has") else f"is nothing that {verb} {rest}"
