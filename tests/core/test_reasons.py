"""The evidence of any detector in plain words, and what of it is never told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import FEW, LONGEST, reasons


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (
            {"open_items": 7, "last_activity": "2026-03-02T09:00:00+00:00"},
            "open items: 7 · last activity: 2 March 2026",
        ),
        ({"share": 0.326, "window_days": 28}, "share: 33% · window: 28 days"),
        ({"target_share": {"before": 0.4, "after": 0.2}}, "target share: before 40%, after 20%"),
        ({"items": ["PAY-1", "PAY-2", "PAY-3", "PAY-4"]}, "items: PAY-1, PAY-2, PAY-3 and 1 more"),
        ({"ratio": 0.71, "lost": True, "last_done": None}, "ratio: 0.71 · lost: yes"),
        ({"trend": {"2026-03-02": 3}}, "trend: 2 March 2026 3"),
        ({"status": "2026-99-99"}, "status: 2026-99-99"),
        ({"note": "two\n  lines"}, "note: two lines"),
        ({"category": "doing", "container": "PAY", "slips": 2}, "slips: 2"),
    ],
)
def test_facts_are_told_in_words(evidence: dict[str, Any], said: str) -> None:
    assert reasons(evidence) == said


@pytest.mark.parametrize(
    "evidence",
    [
        {"owners": ["ana@acme.test"]},
        {"decided_by": ["jira:5f1d"], "may_decide": ["owner"]},
        {"somebody": "ana@acme.test"},
        {"lot": ["fine", "ana@acme.test"]},
        {"others": [{"item": "PAY-1", "title": "Canary plans"}]},
        {"by_team": {"payments": {"title": "Canary plans"}}},
        {"doubt": "long " * 40},
    ],
)
def test_persons_and_whole_things_are_never_told(evidence: dict[str, Any]) -> None:
    assert reasons(evidence) == ""


def test_what_was_said_is_not_told_again() -> None:
    evidence = {"share": 0.17, "target_share": 0.53, "lacks": ["an owner", "a date"], "ratio": 0.7}
    assert reasons(evidence, said="gets 17% where 53% was meant, and lacks an owner and a date") == "ratio: 0.7"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=12), JSON))
def test_any_evidence_is_told_on_one_short_line(evidence: dict[str, Any]) -> None:
    said = reasons(evidence)
    assert "@" not in said
    assert "\n" not in said
    assert len(said) <= FEW * (LONGEST + 3)
