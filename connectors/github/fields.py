"""A site's own fields, of issues and of projects alike: what they mean to the hub, and what they say to people."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from connectors.github.bodies import FieldValue
from connectors.github.settings import GitHubSettings
from core.records import FIELD_LIMIT, Category

Value = str | int | float | date
_SIGNS = re.compile(r"^\W+|\W+$")  # people put pictures before the names of options


class Said(Struct, frozen=True):
    """`fields` as text by name, in alphabetical order; `due` and `points` are of the fields that the settings name."""

    due: date | None = None
    points: float | None = None
    fields: dict[str, tuple[str, ...]] = {}


NOTHING = Said()


class Fields:
    def __init__(self, settings: GitHubSettings) -> None:
        self._due = [name.casefold() for name in settings.due_fields]
        self._points = [name.casefold() for name in settings.points_fields]
        statuses: Iterable[tuple[list[str], Category]] = (
            (settings.todo_statuses, "todo"),
            (settings.doing_statuses, "doing"),
            (settings.done_statuses, "done"),
        )
        self._categories = {_plain(name): category for names, category in statuses for name in names}

    def said(self, values: Mapping[str, tuple[Value, ...]]) -> Said:
        small = {name.casefold(): value[0] for name, value in values.items() if value}
        due = next((found for name in self._due if isinstance(found := small.get(name), date)), None)
        points = next(
            (float(found) for name in self._points if isinstance(found := small.get(name), int | float)), None
        )
        texts = {name: tuple(_text(each) for each in value) for name, value in sorted(values.items()) if value}
        return Said(due, points, texts)

    def category(self, option: str) -> Category | None:
        """None for an option that the settings do not know."""
        return self._categories.get(_plain(option))

    def of_issue(self, values: Iterable[FieldValue]) -> Said:
        """Fields that an organisation gives to issues.

        https://docs.github.com/en/rest/issues/issue-field-values
        """
        return self.said({value.issue_field_name: _of_issue(value) for value in values if value.issue_field_name})


def day(text: str) -> date | None:
    """A date as GitHub writes it; None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _of_issue(value: FieldValue) -> tuple[Value, ...]:
    if value.multi_select_options:
        return tuple(option.name for option in value.multi_select_options)
    if value.single_select_option:
        return (value.single_select_option.name,)
    if value.value is None:
        return ()
    return (value.value if value.data_type != "date" else day(str(value.value)) or str(value.value),)


def _plain(option: str) -> str:
    return _SIGNS.sub("", option).casefold()


def _text(value: Value) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value)[:FIELD_LIMIT]  # type: ignore[arg-type]
