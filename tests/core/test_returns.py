"""A tool that failed and is read again is told of once, where people heard of the failure."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from core.findings import Finding, Severity, Subject
from core.returns import Return, returned
from tests.core.desk import MONDAY, Desk, finding, later

NOBODY: dict[str, Any] = {"owner": None, "goal": None, "team": None}


def blind(place: str = "github/issues/acme/web", severity: Severity = "critical", **given: Any) -> Finding:
    return finding(severity=severity, detector="D26", subject=Subject("stream", place), title=place, **NOBODY, **given)


def over(found: Finding, at: datetime) -> Finding:
    return replace(found, resolved_at=at)


def backs(desk: Desk) -> list[str]:
    return [note.body for target, note in sorted(desk.standing.items()) if target.topic.startswith("|back|")]


def test_a_tool_is_back_when_none_of_its_streams_fails() -> None:
    one, other = blind(), blind("github/issues/acme/pay", opened=later(-1))
    mild, jira = blind("sheets/goals/1", "warning"), blind("jira/issues/PAY")
    assert returned([over(one, later(1))], [other]) == ()
    assert returned([over(mild, later(1))], []) == ()
    assert returned([over(one, later(1)), over(other, later(2))], [jira]) == (
        Return(
            connector="github",
            since=later(-1),
            at=later(2),
            findings=frozenset((one.fingerprint, other.fingerprint)),
        ),
    )


def test_one_message_out_and_one_back() -> None:
    desk, down = Desk(), [blind(), blind("github/issues/acme/pay")]
    for hours in range(24):
        desk.run(later(hours=hours), down)
    assert len(desk.posts) == 1
    back = returned([over(each, later(1)) for each in down], [])
    desk.run(later(1), [], returned=back)
    desk.run(later(1, 1), [], returned=back)
    desk.run(later(9), [])
    assert [target.place for _, target in desk.posts] == ["#alignment", "#alignment"]
    (said,) = backs(desk)
    assert "github is read again (16 June 2026, 10:00 UTC). It was not since 15 June 2026, 10:00 UTC" in said


def test_who_never_heard_of_the_failure_hears_nothing_of_its_end() -> None:
    desk = Desk()
    desk.run(later(1), [], returned=returned([over(blind(), later(1))], []))
    assert desk.posts == []


def test_it_waits_until_the_quiet_hours_are_over() -> None:
    desk, down = Desk(), blind()
    desk.run(MONDAY, [down])
    back = returned([over(down, later(hours=12))], [])
    desk.run(later(hours=12), [], returned=back)
    assert backs(desk) == []
    desk.run(later(hours=22), [], returned=back)
    assert len(backs(desk)) == 1


def test_a_tool_that_comes_and_goes_within_a_day_rings_once() -> None:
    desk, down = Desk(), blind()
    desk.run(MONDAY, [down])
    for hours in (1, 3, 5):
        desk.run(later(hours=hours), [], returned=returned([over(down, later(hours=hours))], []))
        desk.run(later(hours=hours + 1), [blind(opened=later(hours=hours + 1))])
    assert len(desk.posts) == 2
    assert len(backs(desk)) == 1
