"""The texts that people read: to whom, about what, since when, and what can be done."""

from datetime import UTC, datetime
from typing import Any

from core import wording
from core.detectors import BY_ID
from core.findings import Finding, Observation, Subject
from core.projection.messages import message

SINCE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def finding(**given: Any) -> Finding:
    fields: dict[str, Any] = {
        "detector": "D12",
        "subject": Subject("goal", "KR-1"),
        "severity": "warning",
        "title": "KR-1 (Fast checkout)",
        "says": "has no owner",
        "since": SINCE,
        "url": "https://sheet.test/KR-1",
    }
    seen = Observation(**(fields | given))
    return Finding(fingerprint=seen.fingerprint, observation=seen, first_seen=SINCE, last_seen=SINCE)


def test_a_message_says_to_whom_about_what_since_when_and_what_to_do() -> None:
    assert message([finding()], "ana@acme.test", "O-1 Calm payments", BY_ID).splitlines() == [
        "ana@acme.test: 1 thing needs you in O-1 Calm payments",
        "• KR-1 (Fast checkout) has no owner · since 2 March 2026 · https://sheet.test/KR-1",
        "→ Name one person who answers for it.",
    ]


def test_a_message_without_an_owner_is_for_the_team_and_without_a_team_for_the_admins() -> None:
    assert message([finding(team="payments")], None, "", BY_ID).startswith("Team payments: 1 thing needs you\n")
    assert message([finding()], None, "", BY_ID).startswith("Admins of Fairlead: 1 thing needs you\n")


def test_the_same_advice_is_given_once() -> None:
    text = message([finding(), finding(title="KR-2")], "ana@acme.test", "", BY_ID)
    assert text.startswith("ana@acme.test: 2 things need you\n")
    assert text.count("→") == 1


def test_a_cell_tells_severity_trouble_why_and_what_to_do() -> None:
    assert wording.cell([finding()]) == (
        "Warning: this has no owner (since 2 March 2026). Name one person who answers for it."
    )
    seen = finding(says="is behind", evidence={"ratio": 0.71, "expected": 40, "unit": "days"})
    assert "this is behind (since 2 March 2026) (ratio: 0.71 · expected: 40). Name" in wording.cell([seen])


def test_the_title_of_a_link_fits_what_jira_shows() -> None:
    assert wording.link_title([finding()]) == (
        "Fairlead: this has no owner (since 2 March 2026). Name one person who answers for it."
    )
    assert len(wording.link_title([finding(says="drifts " * 60)])) == 255


def test_a_comment_says_what_since_when_why_who_and_what_to_do() -> None:
    seen = finding(says="is behind", owner="ana@acme.test", evidence={"ratio": 0.71, "seen_by": ["ana@acme.test"]})
    assert wording.comment([seen], owner="Ana Diaz") == (
        "Fairlead noticed:\n\nThis is behind (since 2 March 2026).\nWhy we think so: ratio: 0.71\n"
        "Name one person who answers for it.\n\nWho owns it: Ana Diaz\n\n"
        "This note goes away by itself once that is mended."
    )


def test_no_text_tells_an_age_that_would_change_by_itself() -> None:
    assert wording.comment([finding()]) == (
        "Fairlead noticed:\n\nThis has no owner (since 2 March 2026).\nName one person who answers for it.\n\n"
        "This note goes away by itself once that is mended."
    )
