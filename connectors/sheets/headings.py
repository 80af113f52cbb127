"""The kinds of tabs, and how people head their columns: what is looked for in a header row."""

from collections.abc import Mapping
from typing import Literal, get_args

Kind = Literal["goals", "targets", "decisions", "metrics", "check-ins", "people"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_GOAL = ("Goal", "Goal ID", "Key Result", "KR", "Objective", "KPI", "OKR", "Metric")
_OWNERS = ("Owner", "Owners", "Accountable", "Responsible", "Lead", "DRI")

HEADINGS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    "goals": {
        "key": ("ID", "Key", "Ref", "Goal ID", "OKR ID"),
        "level": ("Level", "Type", "Kind"),
        "title": (
            "Title", "Name", "Goal", "Key Result", "Key Results", "KR", "Objective", "Objectives", "KPI", "Initiative",
            "Strategy",
        ),
        "parent": ("Parent", "Parent ID", "Supports", "Parent goal", "Aligned to", "Contributes to"),
        "owners": _OWNERS,
        "effective_from": ("Start date", "From", "Begin", "Begins"),
        "effective_to": ("End date", "To", "Due", "Due date", "Deadline", "Ends", "Target date"),
        "period": ("Quarter", "Period", "Cycle", "Timeframe"),
        "target_share": ("Target share", "Share", "Allocation"),
        "start": ("Start", "Baseline", "Start value", "Initial"),
        "target": ("Target", "Target value"),
        "current": ("Current", "Actual", "Current value", "Latest"),
        "confidence": ("Confidence", "Confidence level"),
        "declared": ("Status", "State", "RAG", "Health"),
        "superseded_by": ("Superseded by", "Replaced by"),
        "weight": ("Weight", "Weighting", "Importance"),
        "measure": ("Measure", "Measure type", "KR type", "Direction", "Better", "Desired direction"),
        "low": ("Low", "Minimum", "Min", "Lower bound"),
        "high": ("High", "Maximum", "Max", "Upper bound"),
        "query": ("Query", "Counted by", "Fed by"),
    },
    "targets": {
        "goal": _GOAL,
        "period": ("Period", "Quarter", "Month", "Half", "Year", "Cycle"),
        "begin": ("From", "Start date", "Begin"),
        "end": ("To", "End date", "By", "Due", "Due date", "Date"),
        "value": ("Target", "Value", "Target value", "Plan", "Planned"),
    },
    "decisions": {
        "key": ("ID", "Key", "Ref", "No."),
        "at": ("Date", "Decided on", "Decided", "When", "Day"),
        "title": ("Decision", "Title", "What", "Summary"),
        "kind": ("Type", "Kind", "Category"),
        "goals": ("Goals", "Goal", "OKR", "OKRs", "Affects", "Objective", "Key Result"),
        "owners": ("Decided by", "Decision maker", "Who", *_OWNERS),
        "note": ("Note", "Notes", "Rationale", "Reason", "Context", "Why", "Comment"),
        "url": ("Link", "URL", "Document", "Source"),
    },
    "metrics": {
        "key": ("ID", "Key", "Ref", "Metric ID"),
        "title": ("Metric", "Name", "Title", "KPI", "Measure", "Indicator"),
        "unit": ("Unit", "Units"),
        "direction": ("Direction", "Better", "Desired direction"),
        "low": ("Low", "Minimum", "Min", "Lower bound"),
        "high": ("High", "Maximum", "Max", "Upper bound"),
        "owners": _OWNERS,
        "supports": ("Supports", "Goal", "Goals", "Key Result", "Objective"),
        "conflicts": ("Conflicts", "Conflicts with", "Works against", "Counter metric of"),
        "at": ("Date", "Day", "Week", "Month", "Period", "Measured on", "As of"),
        "value": ("Value", "Actual", "Reading", "Current", "Result"),
        "note": ("Note", "Notes", "Comment", "Comments"),
        "author": ("Author", "By", "Entered by"),
    },
    "check-ins": {
        "key": ("ID", "Key", "Ref"),
        "goal": _GOAL,
        "at": ("Date", "Day", "Week", "Checked in", "When", "Timestamp", "As of"),
        "value": ("Value", "Current", "Actual", "Progress", "Current value"),
        "confidence": ("Confidence", "Confidence level"),
        "status": ("Status", "State", "RAG", "Health"),
        "note": ("Note", "Notes", "Comment", "Comments", "Update", "Summary"),
        "author": ("Author", "By", "Who", "Email address", *_OWNERS),
    },
    "people": {
        "email": ("E-mail", "Email", "Mail", "E-mail address", "Email address"),
        "name": ("Name", "Person", "Full name"),
        "team": ("Team", "Group", "Squad", "Department"),
        "jira": ("Jira", "Jira account", "Jira user"),
        "github": ("GitHub", "GitHub account", "GitHub user", "GitHub login"),
        "slack": ("Slack", "Slack account", "Slack user", "Slack ID"),
    },
}  # fmt: skip
"""The first heading that is there is read: of a tab with *Title* and *Objective* the title."""

NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "goals": ("title",),
    "targets": ("goal",),
    "decisions": ("title", "at"),
    "metrics": ("title",),
    "check-ins": ("goal", "at"),
    "people": ("email",),
}
"""Fields without a column of which nothing can be read; the first one names what a row is about."""

DATED: Mapping[Kind, tuple[str, ...]] = {"targets": ("period", "end"), "metrics": ("at",)}
"""Kinds that may also be wide: a column for each period, in place of a column of dates and one of values."""

GROUPING: Mapping[Kind, frozenset[str]] = {
    "goals": frozenset(("level", "parent", "owners", "effective_from", "effective_to", "period")),
    "targets": frozenset(("goal", "period", "begin", "end")),
    "decisions": frozenset(("at", "kind", "goals", "owners")),
    "metrics": frozenset(("key", "title", "unit", "direction", "owners", "supports", "conflicts", "at")),
    "check-ins": frozenset(("goal", "at", "author")),
    "people": frozenset(("team",)),
}
"""Fields that a cell merged over several rows says of each of them. A number so merged belongs to the first row alone."""
