"""Who is told what in channels, when it is told again, and who is told further up."""

from datetime import timedelta
from typing import Any

import pytest

from core.delivery import Alerts
from core.findings import Finding, Severity, Subject
from core.handling import Handling, Silence, State
from core.projection import Reader
from core.projection.topics import telling
from core.routes import Route
from tests.core.desk import MONDAY, Desk, finding, later, routing

NIGHT, MORNING = later(hours=12), later(hours=22)  # 22:00 and 08:00 UTC
ANA, OLGA = "ana@acme.test", "olga@acme.test"


def decided(about: Finding, state: State, at: Any = MONDAY, **given: Any) -> Handling:
    return Handling(fingerprint=about.fingerprint, state=state, actor=OLGA, at=at, **given)


def test_what_is_urgent_is_told_at_once_as_one_message_for_an_owner_and_goal() -> None:
    desk = Desk()
    others = [finding(3, owner="ben@acme.test"), finding(4, goal="O-1")]
    desk.run(MONDAY, [finding(1), finding(2), *others])
    assert sorted(desk.told) == [
        ("#payments", "now", ANA),
        ("#payments", "now", ANA),
        ("#payments", "now", "ben@acme.test"),
    ]
    assert max(len(note.findings) for note in desk.standing.values()) == 2


def test_what_comes_later_is_added_in_place_and_what_is_sorted_goes() -> None:
    desk = Desk()
    desk.run(MONDAY, [finding(1)])
    assert [each.step for each in desk.run(later(1), [finding(1), finding(2)])] == ["change"]
    assert [each.step for each in desk.run(later(2), [finding(2)])] == ["change"]
    assert desk.run(later(2), [finding(2)]) == ()
    assert [each.step for each in desk.run(later(3), [])] == ["remove"]
    assert len(desk.posts) == 1


def test_what_comes_back_soon_is_told_where_it_stood() -> None:
    desk = Desk()
    desk.run(MONDAY, [finding()])
    desk.run(later(1), [])
    desk.run(later(3), [finding(opened=later(3))])
    assert len(desk.posts) == 1
    desk.run(later(4), [])
    desk.run(later(7), [finding(opened=later(7))])
    assert len(desk.posts) == 2


def test_what_nobody_answers_is_told_again_after_the_interval_and_the_first_message_says_so() -> None:
    desk = Desk()
    desk.run(MONDAY, [finding()])
    desk.run(later(6, 8), [finding()])  # a Sunday
    assert [kind for _, kind, _ in desk.told] == ["now"]
    desk.run(later(7), [finding()])
    assert [kind for _, kind, reader in desk.told if reader == ANA] == ["now", "now"]
    assert sum("Told again on 22 June 2026" in body for body in desk.bodies()) == 1
    assert desk.run(later(7), [finding()]) == ()
    desk.run(later(8), [])
    assert desk.standing == {}


def test_however_often_it_is_told_again_only_the_message_before_is_edited() -> None:
    desk = Desk()
    for week in range(10):
        edited = [each.target for each in desk.run(later(7 * week), [finding()]) if each.step == "change"]
        assert len(edited) == len({found.audience for each in edited if (found := telling(each))})
    told = [note.body for target, note in desk.standing.items() if "|now|" in target.topic]
    assert sum("Told again on" in body for body in told) == len(set(told)) - 1 == 9


def test_what_somebody_acknowledged_is_not_told_again() -> None:
    desk, one = Desk(), finding()
    desk.run(MONDAY, [one])
    desk.run(later(7), [one], [decided(one, "acknowledged", until=later(10))])
    assert len(desk.posts) == 1
    assert "acknowledged by somebody until" in desk.bodies()[0]
    desk.run(later(10), [one], [decided(one, "acknowledged", until=later(10))])
    assert [kind for _, kind, reader in desk.told if reader == ANA] == ["now", "now"]


def test_a_decision_names_the_person_where_the_name_is_known() -> None:
    desk, one = Desk(readers={OLGA: Reader(OLGA, "Olga Berg")}), finding()
    desk.run(MONDAY, [one])
    desk.run(later(1), [one], [decided(one, "snoozed", ends="worse", severity="critical")])
    assert "snoozed by Olga Berg until it is worse" in desk.bodies()[0]


def test_what_is_snoozed_or_silenced_stays_where_it_stands_and_is_told_nowhere_anew() -> None:
    one, two = finding(1), finding(2)
    desk, snoozed = Desk(), decided(one, "snoozed", until=later(5))
    desk.run(MONDAY, [one], [snoozed])
    assert desk.posts == []
    desk.run(MONDAY, [two])
    hush = Silence(id="s", matchers={"team": "pay*"}, until=later(9), actor=OLGA, at=MONDAY)
    assert desk.run(later(1), [two], silences=(hush,)) == ()
    assert desk.run(later(8), [two], silences=(hush,)) == ()


def test_what_is_exempt_is_taken_back() -> None:
    desk, one = Desk(), finding()
    desk.run(MONDAY, [one])
    desk.run(later(1), [one], [decided(one, "exempt")])
    assert desk.standing == {}


def test_in_quiet_hours_nothing_new_comes_and_what_resolved_meanwhile_never_does() -> None:
    desk = Desk()
    desk.run(NIGHT, [finding(1)])
    assert desk.posts == []
    desk.run(MORNING, [])
    assert desk.posts == []
    desk.run(MORNING, [finding(1)])
    assert len(desk.posts) == 1


def test_in_quiet_hours_what_stands_only_gets_shorter() -> None:
    desk = Desk()
    desk.run(MONDAY, [finding(1), finding(2)])
    desk.run(NIGHT, [finding(2), finding(3)])
    assert [note.parts[0].text for note in desk.standing.values()] == ["1 thing needs you in KR-1 Revenue"]
    desk.run(MORNING, [finding(2), finding(3)])
    assert [note.parts[0].text for note in desk.standing.values()] == ["2 things need you in KR-1 Revenue"]


def test_the_clock_of_the_reader_decides() -> None:
    desk = Desk(readers={ANA: Reader(ANA, zone="Pacific/Auckland")})  # twelve hours ahead
    desk.run(MONDAY, [finding()])
    assert desk.posts == []
    desk.run(NIGHT, [finding()])
    assert len(desk.posts) == 1


def test_what_can_wait_comes_once_a_week_to_each_reader() -> None:
    desk, early = Desk(), later(-3)
    week = [finding(1, "warning", opened=early), finding(2, "warning", opened=early, goal="O-1")]
    desk.run(MONDAY, [*week, finding(3, "warning", opened=MONDAY)])
    assert desk.told == [("#payments", "digest", ANA)]
    assert [len(note.findings) for note in desk.standing.values()] == [2]


def test_a_digest_only_gets_shorter_and_stays_when_its_week_is_over() -> None:
    desk, early = Desk(), later(-3)
    one, two = finding(1, "warning", opened=early), finding(2, "warning", opened=early)
    desk.run(MONDAY, [one, two])
    desk.run(later(2), [one])
    assert desk.bodies()[0].startswith("1 thing for this week (1 more is off this list)")
    desk.run(later(3), [])
    assert desk.bodies()[0].startswith("all of this is sorted")
    assert desk.run(later(7), []) == desk.run(later(21), []) == ()
    assert len(desk.standing) == 1


def test_what_stays_open_is_in_the_digest_of_each_week() -> None:
    desk, one = Desk(), finding(1, "warning", opened=later(-3))
    for days in range(22):
        desk.run(later(days), [one])
    assert [moment.date() for moment, _ in desk.posts] == [later(days).date() for days in (0, 7, 14, 21)]


def test_a_digest_that_came_late_is_not_repeated_within_the_interval() -> None:
    desk, one = Desk(), finding(1, "warning", opened=later(-3))
    desk.run(later(3), [one])  # a Thursday, for the hub was off
    desk.run(later(7), [one])
    assert len(desk.posts) == 1
    desk.run(later(14), [one])
    assert len(desk.posts) == 2


def test_a_digest_leaves_out_what_was_told_as_urgent_a_few_days_ago() -> None:
    desk = Desk()
    desk.run(later(2), [finding(1, opened=later(2))])
    eased = finding(1, "warning", opened=later(2))
    desk.run(later(7), [eased])
    assert [kind for _, kind, _ in desk.told] == ["now"]
    desk.run(later(14), [eased])
    assert [kind for _, kind, _ in desk.told] == ["now", "digest"]


def test_a_digest_waits_for_the_morning() -> None:
    desk = Desk(routing(Alerts(digest="mon 06:00")))
    desk.run(later(hours=-3), [finding(1, "warning", opened=later(-3))])
    assert desk.posts == []
    desk.run(later(hours=-2), [finding(1, "warning", opened=later(-3))])
    assert len(desk.posts) == 1


def test_what_nobody_answers_is_told_to_the_owner_of_the_goal_and_then_to_the_channel_of_the_team() -> None:
    desk, one = Desk(), finding(1)
    for days in range(12):
        desk.run(later(days), [one])
    told = reversed([*zip(desk.posts, desk.told, strict=True)])
    first = {kind: (moment - MONDAY).days for (moment, _), (_, kind, _) in told}
    assert first == {"now": 0, "escalated": 3, "overdue": 8}  # six working days lie over a weekend
    readers = {kind: reader for _, kind, reader in desk.told}
    assert readers == {"now": ANA, "escalated": OLGA, "overdue": ""}


def test_of_what_nobody_has_answered_the_channel_hears_without_a_name() -> None:
    people = {ANA: Reader(ANA, "Ana Lopez"), OLGA: Reader(OLGA, "Olga Berg")}
    desk = Desk(readers=people)
    for days in range(10):
        desk.run(later(days), [finding(1)])
    told = next(note for target, note in desk.standing.items() if "|overdue|" in target.topic)
    assert target_person(told.target.topic) == ""
    head = told.parts[0].text
    assert head == "1 thing still waits for an answer in KR-1 Revenue"
    assert "Ana" not in "\n".join(part.text for part in told.parts if not part.aside)


def target_person(topic: str) -> str:
    return topic.partition("|")[0]


@pytest.mark.parametrize("state", ["acknowledged", "snoozed", "disputed"])
def test_an_answer_ends_the_way_up_and_takes_back_what_was_told_on_it(state: State) -> None:
    desk, one = Desk(), finding(1)
    for days in range(4):
        desk.run(later(days), [one])
    assert len(desk.standing) == 2
    desk.run(later(4), [one], [decided(one, state, until=later(30))])
    assert len(desk.standing) == 1
    for days in range(5, 20):
        desk.run(later(days), [one], [decided(one, state, until=later(30))])
    assert len(desk.posts) == 2


def test_nothing_goes_up_before_its_owner_was_told() -> None:
    desk, old = Desk(), finding(1, opened=later(-30))
    desk.run(MONDAY, [old])
    assert [kind for _, kind, _ in desk.told] == ["now"]
    desk.run(later(1), [old])
    assert len(desk.posts) == 1


def test_nothing_goes_up_before_the_message_told_of_it() -> None:
    """What a silence held back stands in an older message from its end on, and its owner has only seen it since."""
    desk, silent = Desk(), finding(2)
    quiet = Silence(id="s", matchers={"subject": silent.observation.subject.key}, until=later(4), actor=OLGA, at=MONDAY)
    desk.run(MONDAY, [finding(1), silent], silences=(quiet,))
    for days in (4, 4.1):
        desk.run(later(days), [silent])
        assert {kind for _, kind, _ in desk.told} == {"now"}
    desk.run(later(9), [silent])
    assert "escalated" in {kind for _, kind, _ in desk.told}


def test_who_owns_the_goal_as_well_is_passed_over() -> None:
    desk, one = Desk(), finding(1, owner=OLGA, goal="O-1")
    for days in range(5):
        desk.run(later(days), [one])
    assert {kind for _, kind, _ in desk.told} == {"now"}


def storm(count: int = 51, **given: Any) -> list[Finding]:
    return [finding(n, owner=f"p{n}@acme.test", **given) for n in range(count)]


@pytest.mark.parametrize(("count", "messages"), [(50, 50), (51, 1)])
def test_very_much_at_once_is_one_message_for_all(count: int, messages: int) -> None:
    desk = Desk()
    desk.run(MONDAY, storm(count))
    assert len(desk.posts) == messages
    for hours in range(1, 8):
        assert desk.run(later(hours=hours), storm(count)) == ()


def test_much_in_few_messages_is_no_storm() -> None:
    desk = Desk()
    desk.run(MONDAY, [finding(n) for n in range(200)])
    assert desk.told == [("#payments", "now", ANA)]


def test_a_storm_says_what_came_up_where_and_the_worst_ten() -> None:
    desk = Desk()
    desk.run(MONDAY, [*storm(40), *(finding(n, owner=f"q{n}@acme.test", detector="D1") for n in range(100, 130))])
    assert desk.told == [("#alignment", "storm", "")]
    (note,) = desk.standing.values()
    lines = note.body.splitlines()
    assert lines[0] == "70 things came up at once"
    assert lines[1:3] == ["What: 40 × blocked, 30 × unlinked work", "Where: 70 × KR-1 Revenue"]
    assert len([line for line in lines if line.startswith("• ")]) == 10
    assert "… and 60 more: `fairlead findings` shows all." in lines
    assert all(not part.buttons and not part.menu for part in note.parts)


def test_what_a_storm_told_comes_to_its_owners_with_the_next_digest() -> None:
    desk = Desk()
    for hours in range(0, 24 * 7 - 6, 6):
        desk.run(later(hours=hours), storm())
    assert len(desk.posts) == 1
    for hours in range(0, 24 * 7, 6):
        desk.run(later(7, hours), storm())
    kinds = [kind for _, kind, _ in desk.told]
    assert (kinds.count("storm"), kinds.count("digest"), len(kinds)) == (1, 51, 52)
    desk.run(later(14), storm())
    assert [kind for _, kind, _ in desk.told][52:] == ["storm"]  # nobody has answered, and it is urgent still


def test_a_storm_gets_shorter_in_place_and_a_second_wave_joins_it() -> None:
    desk = Desk()
    desk.run(MONDAY, storm(60))
    desk.run(later(1), [*storm(60)[:10], *(finding(n, owner=f"r{n}@acme.test") for n in range(100, 160))])
    assert desk.told == [("#alignment", "storm", "")]
    (note,) = desk.standing.values()
    assert note.parts[0].text == "70 things came up at once (50 more are off this list)"


def test_a_storm_at_night_waits_for_the_morning() -> None:
    desk = Desk()
    desk.run(NIGHT, storm())
    assert desk.posts == []
    desk.run(MORNING, storm())
    assert desk.told == [("#alignment", "storm", "")]


def test_where_no_channel_is_for_all_each_is_told() -> None:
    desk = Desk(routing(default_channel=None))
    desk.run(MONDAY, storm())
    assert len(desk.posts) == 51


def test_a_route_can_tell_nobody_or_another_channel_without_calling_anybody() -> None:
    routes = (Route(severity="warning", urgency="never"), Route(channel="#leads", mention=False))
    desk = Desk(routing(routes=routes))
    desk.run(MONDAY, [finding(1, "warning", opened=later(-3)), finding(2)])
    assert desk.told == [("#leads", "now", ANA)]
    assert [target_person(target.topic) for _, target in desk.posts] == [""]


def test_a_team_and_nobody_are_told_as_such() -> None:
    desk = Desk()
    desk.run(MONDAY, [finding(1, owner=None), finding(2, owner=None, team=None, goal=None)])
    heads = sorted(note.parts[0].text for note in desk.standing.values())
    assert heads == ["Admins of Fairlead: 1 thing needs you", "Team payments: 1 thing needs you in KR-1 Revenue"]


def test_a_message_that_failed_or_was_undone_keeps_its_place_on_the_days_after() -> None:
    desk = Desk()
    desk.run(MONDAY, [finding()])
    desk.standing.clear()  # the hub knows it wanted this, and does not know it stands
    (operation,) = desk.run(later(1), [finding()])
    assert operation.target == desk.posts[0][1]


def test_what_can_be_done_is_beside_each_finding() -> None:
    desk, one = Desk(), finding(1, goal=None, detector="D1", url="https://jira.test/PAY-1")
    desk.run(MONDAY, [one])
    (note,) = desk.standing.values()
    told = note.parts[1]
    assert (told.title, told.url) == ("PAY-1 Mend the ledger", "https://jira.test/PAY-1")
    assert [each.act for each in told.buttons] == ["acknowledge", "link-other"]
    assert [each.act for each in told.menu] == ["snooze", "exempt", "dispute", "why"]
    assert {each.about for each in (*told.buttons, *told.menu)} == {one.fingerprint}
    desk.run(later(1), [one], [decided(one, "acknowledged", until=later(9))])
    (note,) = desk.standing.values()
    assert [each.act for each in (*note.parts[1].buttons, *note.parts[1].menu)] == ["link-other", "reopen", "why"]


def test_details_stand_aside_and_no_more_than_ten_are_told_in_full() -> None:
    desk = Desk(readers={ANA: Reader(ANA, "Ana Lopez")})
    desk.run(MONDAY, [finding(n) for n in range(12)])
    (note,) = desk.standing.values()
    assert note.parts[0].text == "Ana Lopez: 12 things need you in KR-1 Revenue"
    assert len([part for part in note.parts if part.aside]) == 10
    assert len([part for part in note.parts if part.title and not part.aside]) == 10
    assert note.parts[11].text == "… and 2 more: `fairlead findings` shows all."


@pytest.mark.parametrize(("mention", "head"), [(True, "1 thing needs you"), (False, "Ana Lopez: 1 thing needs you")])
def test_who_is_called_is_not_named_as_well(mention: bool, head: str) -> None:
    people = {ANA: Reader(ANA, "Ana Lopez", tools=frozenset(("slack",)))}
    desk = Desk(routing(routes=(Route(mention=mention),)), people)
    desk.run(MONDAY, [finding()])
    assert [note.parts[0].text for note in desk.standing.values()] == [f"{head} in KR-1 Revenue"]


def test_no_address_stands_in_a_message() -> None:
    desk = Desk()
    for days in range(10):
        desk.run(later(days), [finding(1), finding(2, "warning", opened=later(-5))])
    texts = [note.body + "".join(part.title + part.text for part in note.parts) for note in desk.standing.values()]
    assert texts
    assert not any("@" in text for text in texts)


@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_who_stands_in_a_finding_goes_by_name(severity: Severity) -> None:
    desk = Desk(readers={ANA: Reader(ANA, "Ana Lopez")})
    says = f"has 2 owners ({ANA}, bo@acme.test), so nobody answers for it alone"
    desk.run(MONDAY, [finding(1, severity, says=says, title=f"Mail of {ANA}", opened=later(-5))])
    (note,) = desk.standing.values()
    for text in (note.body, "".join(part.title + part.text for part in note.parts)):
        assert "has 2 owners (Ana Lopez, somebody), so nobody" in text
        assert "Mail of Ana Lopez" in text
        assert "@" not in text


def test_an_unchanged_world_writes_nothing_as_days_go_by() -> None:
    desk, one = Desk(), finding(1)
    held = decided(one, "acknowledged")
    desk.run(MONDAY, [one])
    desk.run(MONDAY, [one], [held])
    for hours in range(0, 24 * 14, 5):
        assert desk.run(MONDAY + timedelta(hours=hours), [one], [held]) == ()


def test_a_message_in_a_tool_of_which_another_is_told_stays_out() -> None:
    desk = Desk(routing(verbs={"jira": {"comment"}, "slack": {"message"}, "chat": {"message"}}))
    desk.run(MONDAY, [finding(1, subject=Subject("goal", "KR-1"))])
    assert sorted({target.tool for _, target in desk.posts}) == ["chat", "slack"]


def test_the_way_up_begins_again_when_a_decision_ends() -> None:
    desk, one = Desk(), finding(1)
    held = decided(one, "acknowledged", until=later(14))
    desk.run(MONDAY, [one])
    for days in range(1, 17):
        desk.run(later(days), [one], [held])
    assert [kind for _, kind, _ in desk.told] == ["now", "now"]
    desk.run(later(17), [one], [held])
    assert [kind for _, kind, _ in desk.told] == ["now", "now", "escalated"]
