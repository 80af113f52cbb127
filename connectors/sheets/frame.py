"""What stands in the template: headings with their notes, forms and choices, and two examples a tab.

A row whose first cell says *Example* is never read, so the examples may stay.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from connectors.sheets.headings import Kind

LEVELS = ("Strategy", "Objective", "Key Result", "KPI", "Initiative")
STATUSES = ("on track", "at risk", "off track", "done", "dropped")


class Heading(Struct, frozen=True):
    """`width` is in pixels."""

    name: str
    note: str
    form: Literal["text", "date", "percent", "number"] = "text"
    width: int = 120
    choices: tuple[str, ...] = ()


_OWNER = Heading("Owner", "E-mail address of the one person who answers for it.", width=190)
_GOAL = Heading("Goal", "ID or title of a goal in the tab Goals.", width=190)
_NOTE = Heading("Note", "Anything worth knowing later.", width=320)
_DECIDED_BY = Heading("Decided by", "E-mail addresses, parted by commas.", width=190)
_CONFIDENCE = Heading("Confidence", "How sure the owner is to reach it, 0 % to 100 %.", "percent", 100)

TABS: Mapping[Kind, tuple[str, Sequence[Heading], Sequence[Sequence[Any]]]] = {
    "goals": (
        "Goals",
        (
            Heading("ID", "Short and lasting, such as O-1. People write [O-1] into titles of their work.", width=90),
            Heading("Level", "What the row is.", choices=LEVELS),
            Heading("Title", "What should be true in the end.", width=320),
            Heading("Parent", "ID of the goal that this one serves.", width=90),
            _OWNER,
            Heading("Start date", "Its first day.", "date", 100),
            Heading("End date", "Its last day.", "date", 100),
            Heading("Target share", "The share of all effort that it should get. For objectives.", "percent", 100),
            Heading("Start", "The value at the start. For key results and KPIs.", "number", 90),
            Heading("Target", "The value to reach.", "number", 90),
            Heading("Current", "The value now.", "number", 90),
            _CONFIDENCE,
            Heading("Status", "In the owner's words; done and dropped end the goal.", choices=STATUSES),
            Heading("Superseded by", "ID of the goal that took its place."),
            Heading("Measure", "What is well. Without it, start and target say so.",
                    choices=("increase", "decrease", "keep", "milestone")),
            Heading("Low", "The least that is well, for values to be kept in a range.", "number", 90),
            Heading("High", "The most that is well.", "number", 90),
            Heading("Weight", "What it counts for beside its siblings; all the same without it.", "number", 90),
        ),
        (
            ("Example 1", "Objective", "Customers pay without thinking about it", None, "ada@example.com"),
            ("Example 2", "Key Result", "Checkouts paid at the first try, %", "Example 1", "bo@example.com", None, None, None,
             71, 92, 85, 0.7, "on track"),
        ),
    ),
    "targets": (
        "Targets",
        (
            _GOAL,
            Heading("Period", "Q1 2026, H2 2026, Jan 2026, FY26 or 2026."),
            Heading("Target", "The value to reach by the end of the period.", "number", 90),
        ),
        (("Example: KR-1", "Q1 2026", 80), ("Example: KR-1", "Q2 2026", 92)),
    ),
    "check-ins": (
        "Check-ins",
        (
            _GOAL,
            Heading("Date", "The day of the check-in.", "date", 100),
            Heading("Value", "The value on that day.", "number", 90),
            _CONFIDENCE,
            Heading("Status", "How it stands.", choices=STATUSES),
            _NOTE,
            Heading("Author", "E-mail address of whoever says so.", width=190),
        ),
        (
            ("Example: KR-1", 46023, 74, 0.6, "at risk", "Waiting for the bank", "bo@example.com"),
            ("Example: KR-1", 46030, 85, 0.7, "on track", "The bank has answered", "bo@example.com"),
        ),
    ),
    "metrics": (
        "Metrics",
        (
            Heading("Metric", "Its name. One row for each value; the columns after the value once is enough.", width=240),
            Heading("Date", "The day of the value.", "date", 100),
            Heading("Value", "What was measured.", "number", 90),
            Heading("Unit", "Such as %, days, EUR."),
            Heading("Direction", "Which way is better.", choices=("increase", "decrease", "keep")),
            Heading("Low", "The least that is well, for metrics to be kept in a range.", "number", 90),
            Heading("High", "The most that is well.", "number", 90),
            _OWNER,
            Heading("Supports", "IDs of the goals that it should move.", width=190),
            Heading("Conflicts with", "IDs of goals that it may work against.", width=190),
        ),
        (
            ("Example: refunds a week", 46023, 31, "refunds", "decrease", None, None, "cleo@example.com", "KR-1"),
            ("Example: refunds a week", 46030, 28),
        ),
    ),
    "decisions": (
        "Decisions",
        (
            Heading("ID", "Optional, such as D-1.", width=90),
            Heading("Date", "The day of the decision.", "date", 100),
            Heading("Decision", "What was decided.", width=320),
            Heading("Type", "Such as priority, stop, scope, budget."),
            Heading("Goals", "IDs of the goals that it is about, parted by commas.", width=190),
            _DECIDED_BY,
            Heading("Note", "Why.", width=320),
            Heading("Link", "Where it is written down.", width=190),
        ),
        (
            ("Example 1", 46023, "No new payment methods this quarter", "scope", "O-1", "ada@example.com"),
            ("Example 2", 46030, "Two people move to refunds", "priority", "KR-2", "ada@example.com"),
        ),
    ),
    "people": (
        "People",
        (
            Heading("Name", "As colleagues know them.", width=190),
            Heading("E-mail", "One address a person; the other tools are matched by it.", width=220),
            Heading("Team", "The team that they work in."),
            Heading("Jira", "Account id, where the e-mail address does not tell.", width=190),
            Heading("GitHub", "Login."),
            Heading("Slack", "Member id (U…), where the e-mail address does not tell."),
        ),
        (
            ("Example: Ada Lovelace", "ada@example.com", "Payments", None, "ada-l"),
            ("Example: Bo Diaz", "bo@example.com", "Payments", None, "bo-diaz"),
        ),
    ),
}  # fmt: skip

GUIDE_TITLE = "How to"
GUIDE = (
    "How this workbook is read",
    "Goals: one row is one goal. Give each a short ID that stays, and the ID of the goal that it serves as its parent.",
    "Targets: which value a goal should have at the end of which period. You may also head a column with each period.",
    "Check-ins: what the owner says of a goal on a day. Add a row; leave the old ones.",
    "Metrics: what you measure, and its values by date. You may also head a column with each period.",
    "Decisions: what was decided, when, and about which goals.",
    "People: who is who in Jira, GitHub and Slack, where the e-mail address does not tell.",
    "Rows whose first cell begins with Example are not read. Delete them when you like.",
    "Columns may be moved, and columns of your own added. Rows may be sorted, inserted and deleted at any time.",
    "Columns whose heading begins with Fairlead are written by the hub; anything typed there is replaced.",
    "A cell that cannot be read is named by the hub with its tab, row and column. The rest is read all the same.",
    "Tabs that you do not use may be deleted; each tab that should be read is named in the settings of the hub.",
)
