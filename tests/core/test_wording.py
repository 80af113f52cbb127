"""The texts that people read: to whom, about what, since when, and what can be done."""

from datetime import UTC, datetime
from typing import Any

from core import wording
from core.findings import Finding, Observation, Subject
from core.projection import Reader
from tests.core.desk import MONDAY, Desk

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


def message(*findings: Finding) -> str:
    """What an owner is told of them."""
    desk = Desk(readers={"ana@acme.test": Reader("ana@acme.test", "Ana Lopez")})
    desk.run(MONDAY, findings)
    (body,) = desk.bodies()
    return body


def test_a_message_says_to_whom_about_what_since_when_why_and_what_to_do() -> None:
    told = finding(severity="critical", owner="ana@acme.test", goal="O-1", evidence={"since": "2026-03-02"})
    assert message(told).splitlines() == [
        "Ana Lopez: 1 thing needs you in O-1 Grow",
        "• KR-1 (Fast checkout) has no owner, since 2 March 2026 · since: 2 March 2026 · https://sheet.test/KR-1",
        "→ Name one person who answers for it.",
    ]


def test_the_same_advice_is_given_once() -> None:
    two = (finding(severity="critical", subject=Subject("goal", key)) for key in ("KR-1", "KR-2"))
    text = message(*two)
    assert text.startswith("Admins of Fairlead: 2 things need you\n")
    assert text.count("→") == 1


def test_a_cell_tells_severity_trouble_and_since_when_and_nothing_else() -> None:
    seen = finding(says="is behind", severity="critical", evidence={"ratio": 0.71, "expected": 40, "unit": "days"})
    assert wording.cell([seen, finding()]) == (
        "Critical: this is behind, since 2 March 2026. Warning: this has no owner, since 2 March 2026."
    )


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
