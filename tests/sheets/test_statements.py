"""Targets, check-ins, metrics, decisions and people: each tab as people lay it out, each bad cell told by place."""

from datetime import date
from typing import Any

import pytest

from core.contract import Refused, Stream
from core.records import Checkpoint, Decision, Metric, Profile, Reading, Target
from sandbox.sheets import SheetsState
from tests.sheets.conftest import BOOK, Connect, pulled, refusals, stated

GOALS: list[list[Any]] = [
    ["ID", "Level", "Title"],
    ["O-1", "Objective", "Renewals, and soon"],
    ["KR-1", "Key Result", "Renewal rate"],
    ["", "KPI", "NPS"],
]


@pytest.fixture(autouse=True)
def goals(state: SheetsState) -> None:
    state.add_tab(BOOK, "OKRs", GOALS)


def tabs(kind: str, **settings: Any) -> list[dict[str, Any]]:
    return [{"title": "OKRs"}, {"title": "More", "kind": kind, **settings}]


def test_a_stream_for_each_kind_that_the_settings_name(connect: Connect) -> None:
    connector = connect(tabs=[{"title": "A", "kind": "people"}, {"title": "B", "kind": "targets"}, {"title": "OKRs"}])
    assert [stream.name for stream in connector.streams()] == ["goals", "targets", "people"]
    assert all(stream.exhaustive and not stream.incremental for stream in connector.streams())
    with pytest.raises(Refused, match="no stream metrics, only goals, targets, people"):
        list(connector.pull(Stream("metrics", BOOK), None))


def test_targets_one_a_row(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Goal", "Quarter", "Target"],
        ["KR-1", "Q1 2026", "85 %"],
        ["renewal rate", "Q2 2026", 0.9],
        ["KR-1", "2026", ""],
        ["KR-9", "Mar 2026", 4],
    ]
    state.add_tab(BOOK, "More", rows)
    found = stated(connect(tabs=tabs("targets")), "targets")
    assert found[0] == Target(
        source="sheets",
        id="KR-1/2026-01-01/2026-03-31",
        goal="KR-1",
        begin=date(2026, 1, 1),
        end=date(2026, 3, 31),
        value=0.85,
        place="More!C2",
    )
    assert [(each.goal, each.end, each.value) for each in found[1:]] == [
        ("KR-1", date(2026, 6, 30), 0.9),
        ("KR-9", date(2026, 3, 31), 4),
    ]


def test_targets_by_days(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["KR", "From", "Due", "Value"],
        ["KR-1", date(2026, 1, 5), date(2026, 2, 5), 1],
        ["KR-1", None, date(2026, 3, 31), 2],
        ["KR-1", date(2026, 5, 1), date(2026, 4, 1), 3],
    ]
    state.add_tab(BOOK, "More", rows)
    connector = connect(tabs=tabs("targets"))
    assert [(each.begin, each.end) for each in stated(connector, "targets")] == [
        (date(2026, 1, 5), date(2026, 2, 5)),
        (date(2026, 3, 31), date(2026, 3, 31)),
    ]
    assert refusals(connector, "targets") == {"More!C4": "it would end on 2026-04-01, before it begins on 2026-05-01"}


def test_targets_one_column_a_period(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Objective", "Owner", "Q1 2026", "H2 2026", "Dec 2026", "2027", "Notes"],
        ["KR-1", "ada@example.org", 1, "2k", None, 4, "x"],
        ["NPS", "", "soon", 20],
    ]
    state.add_tab(BOOK, "More", rows)
    connector = connect(tabs=tabs("targets"))
    assert [(each.goal, each.begin, each.end, each.value, each.place) for each in stated(connector, "targets")] == [
        ("KR-1", date(2026, 1, 1), date(2026, 3, 31), 1, "More!C2"),
        ("KR-1", date(2026, 7, 1), date(2026, 12, 31), 2000, "More!D2"),
        ("KR-1", date(2027, 1, 1), date(2027, 12, 31), 4, "More!F2"),
        ("okrs/nps", date(2026, 7, 1), date(2026, 12, 31), 20, "More!D3"),
    ]
    assert refusals(connector, "targets") == {"More!C3": "“soon” is not a number"}


def test_what_is_wrong_with_targets(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Goal", "Period", "Target"],
        ["", "Q1 2026", 1],
        ["KR-1", "", 2],
        ["KR-1", "Q5 2026", 3],
        ["KR-1", "Q1 2026", "#REF!"],
        ["KR-1", "Q1 2026", 5],
        ["Renewal rate", "2026 Q1", 6],
    ]
    state.add_tab(BOOK, "More", rows)
    connector = connect(tabs=tabs("targets"))
    assert [each.value for each in stated(connector, "targets")] == [5]
    assert refusals(connector, "targets") == {
        "More!A2": "the row has no goal",
        "More!B3": "the row does not say for when",
        "More!B4": "“Q5 2026” is not a date; write it as 2026-12-31",
        "More!C5": "“#REF!” is not a number",
        "More!C7": "a target of this goal for the same time already stands at More!C6; only that one is read",
    }


def test_check_ins(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Date", "Key Result", "Progress", "Confidence", "RAG", "Comment", "Author"],
        [date(2026, 11, 2), "KR-1", 0.8, "7/10", "amber", "slow\nbank", "Bo@example.org"],
        [date(2026, 11, 2), "Renewal rate", None, 0.6, "", "", ""],
        [date(2026, 11, 9), "KR-1"],
        ["someday", "KR-1", 0.9],
        [date(2026, 11, 9), "", 0.9],
        [date(2026, 11, 9), "KR-1", "a lot", "120 %", "#N/A", "but read"],
    ]
    state.add_tab(BOOK, "More", rows)
    connector = connect(tabs=tabs("check-ins"))
    first, second, third = stated(connector, "check-ins")
    assert first == Reading(
        source="sheets",
        id="KR-1/2026-11-02",
        subject="KR-1",
        at=date(2026, 11, 2),
        place="More!A2",
        value=0.8,
        confidence=0.7,
        status="amber",
        note="slow bank",
        author="bo@example.org",
    )
    assert (second.id, second.subject, second.confidence, second.author) == ("KR-1/2026-11-02-2", "KR-1", 0.6, None)
    assert (third.value, third.confidence, third.status, third.note) == (None, None, "", "but read")
    assert refusals(connector, "check-ins") == {
        "More!A5": "“someday” is not a date; write it as 2026-12-31",
        "More!B6": "the row has no goal",
        "More!C7": "kept: “a lot” is not a number",
        "More!D7": "kept: “120 %” is not between 0 and 100 %",
        "More!E7": "kept: its formula shows #N/A",
    }


def test_metrics_one_value_a_row(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Metric", "Date", "Value", "Unit", "Direction", "Low", "High", "Owner", "Supports", "Conflicts with"],
        ["Refunds", date(2026, 11, 2), 31],
        ["Refunds", date(2026, 11, 9), 28, "a week", "down", None, None, "cleo@example.org", "Renewals, and soon"],
        ["NPS", "2026 Q3", 40, "", "", 30, 50, "", "KR-1, O-1", "Refunds"],
        ["Refunds", None, 5],
        ["Refunds", date(2026, 11, 16), "#DIV/0!"],
        ["Sideways", None, None, "", "left"],
    ]
    state.add_tab(BOOK, "More", rows)
    connector = connect(tabs=tabs("metrics"))
    found = stated(connector, "metrics")
    metrics = [each for each in found if isinstance(each, Metric)]
    assert metrics[0] == Metric(
        source="sheets",
        id="more/refunds",
        key="more/refunds",
        title="Refunds",
        place="More!A2",
        unit="a week",
        direction="decrease",
        owners=("cleo@example.org",),
        supports=("O-1",),
    )
    assert (metrics[1].key, metrics[1].direction, metrics[1].low, metrics[1].high) == ("okrs/nps", "keep", 30, 50)
    assert (metrics[1].supports, metrics[1].conflicts) == (("KR-1", "O-1"), ("Refunds",))
    assert [(each.subject, each.at, each.value) for each in found if isinstance(each, Reading)] == [
        ("more/refunds", date(2026, 11, 2), 31),
        ("more/refunds", date(2026, 11, 9), 28),
        ("okrs/nps", date(2026, 9, 30), 40),
    ]
    assert refusals(connector, "metrics") == {
        "More!B5": "the row has no date",
        "More!C6": "“#DIV/0!” is not a number",
        "More!E7": "kept: “left” is no direction; write increase, decrease or keep",
    }


def test_metrics_one_column_a_month_where_google_made_dates_of_them(state: SheetsState, connect: Connect) -> None:
    months = [date(2026, month, 1) for month in (1, 2, 3)]
    state.add_tab(BOOK, "More", [["KPI", "Unit", *months], ["Churn", "%", 0.03, None, "2 %"]])
    found = stated(connect(tabs=tabs("metrics")), "metrics")
    assert [(each.at, each.value) for each in found if isinstance(each, Reading)] == [
        (date(2026, 1, 31), 0.03),
        (date(2026, 3, 31), 0.02),
    ]


def test_a_month_that_google_made_a_date_of_is_still_the_month(state: SheetsState, connect: Connect) -> None:
    march = date(2026, 3, 1)
    state.add_tab(BOOK, "More", [["KPI", "Month", "Value"], ["Churn", march, 3], ["Churn", date(2026, 4, 15), 4]])
    found = stated(connect(tabs=tabs("metrics")), "metrics")
    assert [each.at for each in found if isinstance(each, Reading)] == [date(2026, 3, 31), date(2026, 4, 15)]
    state.add_tab(BOOK, "Plan", [["KR", "Period", "Target"], ["KR-1", march, 3], ["KR-1", date(2026, 4, 15), 4]])
    plan = connect(tabs=[{"title": "Plan", "kind": "targets"}])
    assert [(each.begin, each.end) for each in stated(plan, "targets")] == [
        (march, date(2026, 3, 31)),
        (date(2026, 4, 15), date(2026, 4, 15)),
    ]


def test_a_day_is_no_quarter(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "More", [["KR", "Quarter", "Target"], ["KR-1", date(2026, 1, 1), 3]])
    assert refusals(connect(tabs=tabs("targets")), "targets") == {
        "More!B2": "“2026-01-01” is a day, not a quarter; write a period as 2026 Q4, 2026 H2 or 2026"
    }
    days: list[list[Any]] = [["", date(2026, 1, 1), "O"], ["", date(2026, 2, 5), "P"]]
    state.add_tab(BOOK, "Year", [["ID", "Period", "Objective"], *days])
    connector = connect(tabs=[{"title": "Year"}])
    assert [(each.effective_from, each.effective_to) for each in stated(connector, "goals")] == [
        (date(2026, 1, 1), date(2026, 1, 31)),
        (None, None),
    ]
    assert list(refusals(connector, "goals")) == ["Year!B3"]


def test_metrics_one_column_a_day(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "More", [["Name", "ID", date(2026, 1, 5), "12/01/2026"], ["Churn", "M-1", 1, 2]])
    state.books[BOOK].locale = "en_GB"
    found = stated(connect(tabs=tabs("metrics")), "metrics")
    assert [(each.subject, each.at) for each in found if isinstance(each, Reading)] == [
        ("M-1", date(2026, 1, 5)),
        ("M-1", date(2026, 1, 12)),
    ]


def test_a_register_of_metrics_without_dates(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "More", [["Metric", "Unit", "Value"], ["Churn", "%", 3]])
    connector = connect(tabs=tabs("metrics"))
    assert [type(each) for each in stated(connector, "metrics")] == [Metric]
    assert refusals(connector, "metrics") == {
        "More!C1": "kept: no column says when this was measured; add a column Date"
    }


def test_decisions(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["No.", "Date", "Decision", "Type", "Goals", "Decided by", "Why", "Link"],
        ["D-1", date(2026, 11, 3), "Stop the portal", "stop", "Renewals, and soon; KR-1", "Ada@example.org, Bo", "costs",
         "https://wiki.example.org/d1"],
        ["", "5 Nov 2026", "Hire two", "", "", "", "", "javascript:alert(1)"],
        ["", "", "Undated"],
        ["D-4", date(2026, 11, 3), ""],
    ]  # fmt: skip
    state.add_tab(BOOK, "More", rows)
    connector = connect(tabs=tabs("decisions"))
    first, second = stated(connector, "decisions")
    assert first == Decision(
        source="sheets",
        id="D-1",
        at=date(2026, 11, 3),
        title="Stop the portal",
        place="More!A2",
        kind="stop",
        goals=("O-1", "KR-1"),
        owners=("ada@example.org", "sheets:Bo"),
        note="costs",
        url="https://wiki.example.org/d1",
    )
    gid = state.books[BOOK].tab("More").id
    assert (second.id, second.url) == (
        "2026-11-05/hire-two",
        f"https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid={gid}&range=A3",
    )
    assert refusals(connector, "decisions") == {
        "More!B4": "the row has no date",
        "More!C5": "the row has no title",
    }


def test_people(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Name", "E-mail", "Team", "Jira", "GitHub", "Slack"],
        ["Ada", "Ada <Ada@Example.org>", "Payments", "5b10a", "@ada-l, https://github.com/ada2/", "U01"],
        ["Bo", "bo@example.org"],
        ["Cleo", "cleo at example"],
        ["Ada again", "ada@example.org"],
    ]
    state.add_tab(BOOK, "More", rows)
    connector = connect(tabs=tabs("people"))
    ada, bo = stated(connector, "people")
    assert ada == Profile(
        source="sheets",
        id="ada@example.org",
        email="ada@example.org",
        place="More!A2",
        name="Ada",
        team="Payments",
        accounts=("jira:5b10a", "github:ada-l", "github:ada2", "slack:U01"),
    )
    assert (bo.team, bo.accounts) == (None, ())
    assert refusals(connector, "people") == {
        "More!B4": "“cleo at example” is no e-mail address",
        "More!B5": "this person already stands at More!B2; only that one is read",
    }


@pytest.mark.parametrize(
    ("kind", "header", "message"),
    [
        ("targets", ["Goal", "Target"], r'tab "More" has no column for period: More!A1 has Goal, Target; expected Period or'),
        ("targets", ["Goal", "Quarter"], "no column for value"),
        ("check-ins", ["Goal", "Note"], r'no column for at.*columns = \{ at = "…" \}'),
        ("decisions", ["Decision", "Why"], "no column for at"),
        ("people", ["Name", "Team"], 'no header row in rows 1 to 10. Found Name, Team; expected E-mail or Email'),
    ],
)  # fmt: skip
def test_a_tab_that_lacks_what_its_kind_needs(
    state: SheetsState, connect: Connect, kind: str, header: list[str], message: str
) -> None:
    state.add_tab(BOOK, "More", [header, ["x", "y"]])
    with pytest.raises(Refused, match=message):
        stated(connect(tabs=tabs(kind)), kind)


def test_headings_of_their_own(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "More", [["Wer", "Wann", "Ziel"], ["KR-1", "Q1 2026", 7]])
    columns = {"goal": "Wer", "period": "Wann", "value": "Ziel"}
    (target,) = stated(connect(tabs=tabs("targets", columns=columns)), "targets")
    assert (target.goal, target.value) == ("KR-1", 7)


@pytest.mark.parametrize("kind", ["targets", "check-ins", "metrics", "decisions", "people"])
def test_nothing_new_gives_no_record(state: SheetsState, connect: Connect, kind: str) -> None:
    header = ["Goal", "Title", "E-mail", "Date", "Value", "Team"]
    state.add_tab(BOOK, "More", [header, ["KR-1", "Say so", "ada@example.org", date(2026, 1, 1), 3]])
    connector = connect(tabs=tabs(kind))
    first = pulled(connector, kind=kind)
    assert isinstance(first[-1], Checkpoint)
    assert len(first) > 1
    assert pulled(connector, first[-1].cursor, kind) == [first[-1]]
