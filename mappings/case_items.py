"""The item of a test case: the fields of the rule language, read the other way round. What is left out is empty."""

from datetime import date
from typing import Any

from core.links import Placed
from core.records import TEXT_LIMIT, Item
from core.references import references
from core.times import midnight
from mappings.document import Document, Table
from mappings.fields import ALIASES, FIELDS, NO, OWN, YES, Field, day_text, number_text
from mappings.places import Path
from mappings.rules import did_you_mean
from mappings.shares import is_a

URL = "url"  # no field of rules, but a text may name an item by it
# keys of a test that are easily put into its item
BESIDE = ("name", "goal", "exempt", "unlinked", "rule", "also", "today")
HIGHEST = 1e15  # numbers from here on lose digits

_MOMENTS = {"created": "created_at", "updated": "updated_at", "done": "done_at"}
_EMPTY: dict[str, Any] = dict.fromkeys(
    ("source", "kind", "container", "title", "url", "status", "category", "created_at", "updated_at")
)


def item_of(document: Document, path: Path, table: Any, key: str) -> Placed | None:
    """The item that a table describes, with `key` unless it names its own. None when something is wrong with it, which has been
    reported."""
    if not isinstance(table, dict):
        return None
    before = len(document.problems)
    values = {name: value for name, value in _values(document, path, table).items() if value is not None}
    if len(document.problems) > before:
        return None
    team, ancestors = values.pop("team", None), values.pop("ancestors", ())
    refs = references(values.get("title", ""), values.get("text", ""))
    values["text"] = values.get("text", "")[:TEXT_LIMIT]
    item = Item(**{**_EMPTY, "source": "", "url": "", "title": "", "id": key, "key": key, "refs": refs, **values})
    return Placed(item, team, ancestors)


def _values(document: Document, path: Path, table: Table) -> dict[str, Any]:
    """By the attributes of an item, and `team` and `ancestors`."""
    found: dict[str, Any] = {}
    for name, given in table.items():
        attribute = _MOMENTS.get(name) or ALIASES.get(name, name)
        if attribute in found:
            document.report((*path, name), f"`{name}` is another name of {attribute}, which is given too; remove one")
        if name == OWN:
            found[attribute] = _own_fields(document, (*path, name), given)
        elif name == URL or name in FIELDS:
            value, wrong = _value(FIELDS.get(name), given)
            found[attribute] = value
            if wrong:
                document.report((*path, name), f"`{name}` should be {wrong}")
        else:
            known = (*FIELDS, OWN, URL)
            hint = did_you_mean(name, known) or f"; fields are {', '.join(known)}"
            hint = f"; `{name}` belongs to the test, before its item" if name in BESIDE else hint
            document.report((*path, name), f'unknown field "{name}"{hint}')
    return found


def _value(field: Field | None, given: Any) -> tuple[Any, str]:
    """The value as an item holds it, and what it should have been."""
    if field and field.many:
        texts = given if isinstance(given, list) else [given]
        return tuple(texts), "" if all(map(_is_text, texts)) else "a list of texts in quotes"
    if field and field.name == "flagged":
        return given, "" if isinstance(given, bool) else "true or false"
    if field and field.type == "number":
        return given, "" if is_a(given, (int, float)) and abs(given) < HIGHEST else "a number, without quotes"
    if field and field.type == "date":
        fits = is_a(given, date)
        moment = midnight(given) if fits and field.name in _MOMENTS else given
        return moment, "" if fits else "a date such as 2026-01-31, without quotes"
    if field and field.words:
        hint = did_you_mean(str(given), field.words)
        return given, "" if given in field.words else f"one of {', '.join(field.words)}{hint}"
    return given, "" if _is_text(given) else "a text in quotes"


def _own_fields(document: Document, path: Path, table: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        document.report(path, f'`{OWN}` is a table of fields by name, such as {{ "Cost center" = "CC-12" }}')
        return {}
    found = {name: _own_values(given) for name, given in table.items()}
    for name, values in found.items():
        if values is None:
            document.report(
                (*path, name), f"`{name}` should be a text, a number, a date, true or false, or a list of such"
            )
    return {name: values or () for name, values in found.items()}


def _own_values(given: Any) -> tuple[str, ...] | None:
    texts = [_text(value) for value in (given if isinstance(given, list) else [given])]
    return None if None in texts else tuple(text for text in texts if text is not None)


def _text(value: Any) -> str | None:
    """As people see it, whatever it is in the tool."""
    if isinstance(value, bool):
        return (YES if value else NO)[0]
    if is_a(value, (int, float)):
        return number_text(value) if abs(value) < HIGHEST else None
    if is_a(value, date):
        return day_text(value)
    return value if _is_text(value) else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
