"""Whom check-ins ask and when: by what stands and what was answered, whenever the hub runs."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.asked import Asked, KeyResult, Shifted
from core.checkins import (
    Answer,
    Asking,
    CheckInSettings,
    Proposed,
    day_of,
    moment,
    number,
    proposal,
    proposed,
    read_confidence,
    read_value,
)
from core.contract import CheckInRow
from core.plan import Aside, Standing, Target, Wanted, make_plan
from core.projection import Known, Reader, Routing, addressee
from core.projection.checkins import check_ins
from core.projection.questions import check_in_form
from core.routes import Route
from core.weekly import iso_week, weekly

BERLIN = ZoneInfo("Europe/Berlin")
THURSDAY = datetime(2026, 11, 19, 14, 0, tzinfo=BERLIN)
ANA = Reader("ana@acme.test", "Ana", "pay", "Europe/Berlin")
KR = KeyResult(
    goal="KR-1",
    title="Checkouts paid at the first try",
    owner=ANA.email,
    url="https://sheets.example/1",
    measure="increase",
    value=42,
    value_on=date(2026, 11, 12),
    expected=50,
    projected=61.37,
    target=80,
    end=date(2026, 12, 31),
    confidence=7,
    done=5,
    titles=("Refunds", "Retry cards", "Vouchers"),
)
OTHER = KeyResult(
    goal="KR-2", title="The bank has signed", owner=ANA.email, measure="milestone", end=date(2026, 12, 31)
)
ROUTING = Routing(
    {"slack": {"message"}, "sheets": {"cells", "check-in"}}, default_channel="#all", team_channels={"pay": "#pay"}
)
WEEK = Target("slack", "message", "#pay", "ana@acme.test|check-in|2026-W47|ana@acme.test")
REMINDER = Target("slack", "message", "#pay", "ana@acme.test|check-in|2026-W47|ana@acme.test|reminder")


def known(now: datetime, *key_results: KeyResult, standing: Mapping[Target, Standing] = {}, **given: Any) -> Known:
    asking: dict[str, Any] = {"asked": Asked(key_results, given.pop("shifted", ()))}
    asking |= {name: given.pop(name) for name in ("answers", "settings") if name in given}
    return Known(
        now=now,
        findings=(),
        goals={},
        routing=given.pop("routing", ROUTING),
        readers={ANA.email: given.pop("reader", ANA)},
        standing=standing,
        aside=given.pop("aside", {}),
        asking=Asking(**asking),
    )


def wanted(now: datetime, *key_results: KeyResult, **given: Any) -> dict[Target, Wanted]:
    found = list(check_ins(known(now, *key_results, **given)))
    assert len({each.target for each in found}) == len(found)
    return {each.target: each for each in found}


def standing(*notes: Wanted) -> dict[Target, Standing]:
    return {each.target: Standing(each.target, each.body, each.url, "ref", (), each.parts) for each in notes}


def answer(goal: str = "KR-1", day: date = date(2026, 11, 20), **changes: Any) -> Answer:
    values: dict[str, Any] = {"value": 42.0, "confidence": 7.0, "asked": iso_week(day), "kind": "check-in"}
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return Answer(goal=goal, day=day, at=at, person=ANA.email, **{**values, **changes})


def test_who_is_called_is_not_named_as_well() -> None:
    called = msgspec.structs.replace(ANA, tools=frozenset(("slack",)))
    (asked,) = wanted(THURSDAY, KR, reader=called).values()
    assert asked.parts[0].text.startswith("How do your key results stand?")
    answered = wanted(THURSDAY, KR, reader=called, standing=standing(asked), answers=(answer(),))[WEEK]
    assert answered.parts[0].text == "Thank you, that is all for this week."


def test_an_owner_is_asked_at_the_time_of_the_week_where_they_live() -> None:
    before = wanted(THURSDAY - timedelta(seconds=1), KR)
    assert before == {}
    asked = wanted(THURSDAY, KR, OTHER)
    assert list(asked) == [WEEK]
    head, first, second = asked[WEEK].parts
    assert head.text.startswith("Ana: how do your key results stand?")
    assert first.title == "KR-1 Checkouts paid at the first try"
    assert first.text == (
        "It is at 42 since 12 November 2026. 50 is expected by now, and it leads to 61.4; "
        "the target is 80 by 31 December 2026. Confidence last said: 7/10. "
        "Done in 7 days: Refunds; Retry cards; Vouchers and 2 more."
    )
    assert [(each.act, each.text, each.about) for each in first.buttons] == [
        ("check-in", "Confirm 42, confidence 7", "KR-1 2026-W47 42 7"),
        ("check-in-other", "Change…", "KR-1 2026-W47 42 7"),
    ]
    assert second.text == "No value is known yet. It is due on 31 December 2026."
    assert [each.text for each in second.buttons] == ["Confirm not done", "Change…"]
    assert first.text in asked[WEEK].body
    assert all("ago" not in part.text for part in asked[WEEK].parts)


def test_figures_stay_as_they_were_when_it_was_asked() -> None:
    asked = wanted(THURSDAY, KR)
    later = msgspec.structs.replace(KR, expected=51, projected=64, done=6)
    assert wanted(THURSDAY + timedelta(hours=20), later, standing=standing(asked[WEEK])) == asked


def test_an_answer_is_shown_in_place_and_wanted_in_the_sheet() -> None:
    asked = wanted(THURSDAY, KR, OTHER)
    now = THURSDAY + timedelta(days=1)
    found = wanted(now, KR, OTHER, standing=standing(asked[WEEK]), answers=(answer(note="=1+1"),))
    _, first, second = found[WEEK].parts
    assert first.text == "✅ Ana: 42, 7/10 (20 November 2026)"
    assert first.buttons == ()
    assert second == asked[WEEK].parts[2]
    row = found[Target("sheets", "check-in", "KR-1", "2026-W47")]
    assert msgspec.json.decode(row.body, type=CheckInRow) == CheckInRow(
        goal="KR-1", day=date(2026, 11, 20), by=ANA.email, value=42, confidence=7, note="=1+1"
    )
    both = (answer(), answer("KR-2", value=1.0, confidence=None))
    done = wanted(now, KR, OTHER, standing=standing(asked[WEEK]), answers=both)[WEEK].parts
    assert (done[0].text, done[2].text) == (
        "Ana: thank you, that is all for this week.",
        "✅ Ana: done (20 November 2026)",
    )


def test_who_answered_before_is_not_asked() -> None:
    assert WEEK not in wanted(THURSDAY, KR, answers=(answer(day=date(2026, 11, 16)),))
    assert WEEK in wanted(THURSDAY, KR, answers=(answer(day=date(2026, 11, 15)),))
    assert WEEK not in wanted(THURSDAY, msgspec.structs.replace(KR, said_on=date(2026, 11, 17)))
    assert WEEK in wanted(THURSDAY, msgspec.structs.replace(KR, said_on=date(2026, 11, 13)))


def test_a_check_in_in_the_sheet_answers_too() -> None:
    asked = wanted(THURSDAY, KR)
    seen = msgspec.structs.replace(KR, said_on=date(2026, 11, 20))
    found = wanted(THURSDAY + timedelta(days=4), seen, standing=standing(asked[WEEK]))
    assert list(found) == [WEEK]
    assert found[WEEK].parts[1].text == "✅ Checked in in the sheet (20 November 2026)"


def test_one_reminder_after_two_working_days_that_goes_with_the_answer() -> None:
    asked = standing(*wanted(THURSDAY, KR, OTHER).values())
    monday = THURSDAY + timedelta(days=4)
    assert list(wanted(monday - timedelta(seconds=1), KR, OTHER, standing=asked)) == [WEEK]
    found = wanted(monday, KR, OTHER, standing=asked)
    assert list(found) == [WEEK, REMINDER]
    assert found[REMINDER].body == (
        "Ana: your check-in is still open for KR-1, KR-2. One click in the message is enough."
    )
    both = standing(*found.values())
    one = wanted(monday + timedelta(hours=1), KR, OTHER, standing=both, answers=(answer(),))
    assert one[REMINDER] == found[REMINDER]  # it is not told anew for what is left
    all_ = wanted(monday + timedelta(hours=1), KR, OTHER, standing=both, answers=(answer(), answer("KR-2")))
    assert REMINDER not in all_


def test_at_night_and_on_weekends_nobody_is_asked_or_reminded() -> None:
    """As when the hub was off at the time, or a key result is new."""
    for hours in (6, 2 * 24, 3 * 24):
        assert wanted(THURSDAY + timedelta(hours=hours), KR) == {}
    assert list(wanted(THURSDAY + timedelta(hours=18), KR)) == [WEEK]
    asked, monday = standing(*wanted(THURSDAY, KR).values()), THURSDAY + timedelta(days=4)
    assert list(wanted(monday + timedelta(hours=6), KR, standing=asked)) == [WEEK]
    both = standing(*wanted(monday, KR, standing=asked).values())
    assert list(wanted(monday + timedelta(hours=6), KR, standing=both)) == [WEEK, REMINDER]


def test_what_stands_of_past_weeks_stays_as_it_is() -> None:
    monday = THURSDAY + timedelta(days=4)
    asked = standing(*wanted(THURSDAY, KR).values())
    reminded = standing(*wanted(monday, KR, standing=asked).values())
    found = wanted(THURSDAY + timedelta(days=7), KR, standing=reminded)
    assert {target: found[target].parts for target in reminded} == {
        target: note.parts for target, note in reminded.items()
    }
    assert len(found) == 3
    assert wanted(THURSDAY + timedelta(days=30), standing=reminded).keys() == reminded.keys()


def test_a_hub_that_begins_late_in_the_week_lets_it_pass() -> None:
    assert wanted(THURSDAY + timedelta(days=4, seconds=-1), KR).keys() == {WEEK}
    assert wanted(THURSDAY + timedelta(days=4), KR) == {}


@pytest.mark.parametrize(
    ("enabled", "verbs", "asks"),
    [
        (None, {"slack": {"message"}, "sheets": {"cells", "check-in"}}, True),
        (None, {"slack": {"message"}, "sheets": {"cells"}}, False),
        (True, {"slack": {"message"}}, True),
        (None, {"sheets": {"check-in"}}, False),
        (False, {"slack": {"message"}, "sheets": {"check-in"}}, False),
    ],
)
def test_where_answers_can_be_kept_is_asked_by_itself(enabled: bool | None, verbs: Any, asks: bool) -> None:
    routing = Routing(verbs, default_channel="#all")
    found = wanted(THURSDAY, KR, routing=routing, settings=CheckInSettings(enabled=enabled))
    assert bool(found) is asks


def test_a_question_that_somebody_undid_is_not_asked_anew_that_week() -> None:
    asked = wanted(THURSDAY, KR)[WEEK]
    aside = {WEEK: Aside(asked.body, asked.url, asked.parts)}
    later, moved = THURSDAY + timedelta(days=1), msgspec.structs.replace(KR, value=43, expected=51)
    found = wanted(later, moved, aside=aside)
    assert make_plan(found.values(), {}, b"key", aside).operations == ()
    assert list(wanted(THURSDAY + timedelta(days=7), moved, aside=aside)) != [WEEK]
    answered = msgspec.structs.replace(KR, said_on=date(2026, 11, 20))
    assert wanted(later, answered, aside=aside) == {}


def test_without_a_channel_nobody_is_asked_and_a_moved_team_is_not_asked_twice() -> None:
    assert wanted(THURSDAY, KR, routing=Routing({"slack": {"message"}, "sheets": {"check-in"}})) == {}
    asked = standing(*wanted(THURSDAY, KR).values())
    moved = Routing(ROUTING.verbs, default_channel="#all", team_channels={"pay": "#elsewhere"})
    assert list(wanted(THURSDAY, KR, routing=moved, standing=asked)) == [WEEK]


def test_routes_send_questions_as_they_send_warnings() -> None:
    routes = (Route(goal="KR-1", channel="#board"), Route(goal="KR-2", urgency="never"))
    routing = msgspec.structs.replace(ROUTING, routes=routes)
    found = wanted(THURSDAY, KR, OTHER, msgspec.structs.replace(OTHER, goal="KR-3"), routing=routing)
    board = Target("slack", "message", "#board", WEEK.topic)
    assert {target: [part.title.partition(" ")[0] for part in each.parts[1:]] for target, each in found.items()} == {
        board: ["KR-1"],
        WEEK: ["KR-3"],
    }
    late = wanted(THURSDAY + timedelta(days=4), KR, routing=routing, standing=standing(found[board]))
    assert Target("slack", "message", "#board", REMINDER.topic) in late


def test_a_route_that_mentions_nobody_asks_without_a_call() -> None:
    called = msgspec.structs.replace(ANA, tools=frozenset(("slack",)))
    quiet = msgspec.structs.replace(ROUTING, routes=(Route(mention=False),))
    (asked,) = wanted(THURSDAY, KR, reader=called, routing=quiet).values()
    assert (addressee(asked.target), asked.parts[0].text[:8]) == ("", "Ana: how")
    standing_so = standing(asked)
    late = wanted(THURSDAY + timedelta(days=4), KR, reader=called, routing=ROUTING, standing=standing_so)
    assert [addressee(target) for target in late] == ["", ""]  # the message that stands, and its reminder
    assert wanted(THURSDAY + timedelta(days=9), reader=called, standing=standing_so).keys() == standing_so.keys()


def test_whoever_has_left_the_tool_is_not_asked_there() -> None:
    gone = msgspec.structs.replace(ANA, left=frozenset(("slack",)))
    assert wanted(THURSDAY, KR, reader=gone, shifted=(SHIFTED,)) == {}
    before = standing(*wanted(THURSDAY, KR).values())
    assert wanted(THURSDAY, KR, reader=gone, standing=before).keys() == {WEEK}


CHANGE = date(2026, 11, 2)
SHIFTED = Shifted(
    goal="O-1", title="Renewals", owner=ANA.email, day=CHANGE, until=date(2026, 11, 23), before=0.2, after=0.4
)
COMMIT = Target("slack", "message", "#pay", "ana@acme.test|commit|2026-11-02|ana@acme.test")


def test_after_a_change_an_owner_is_asked_once_what_follows() -> None:
    night = datetime(2026, 11, 2, 3, tzinfo=BERLIN)
    assert wanted(night, shifted=(SHIFTED,)) == {}
    day = datetime(2026, 11, 3, 9, tzinfo=BERLIN)
    asked = wanted(day, shifted=(SHIFTED,))
    assert list(asked) == [COMMIT]
    part = asked[COMMIT].parts[1]
    assert part.text.endswith("it should get 40% of all effort, and not 20%. What will you do differently?")
    assert [(each.act, each.about) for each in part.buttons] == [("commit", "O-1 2026-11-02 2026-11-03")]
    assert wanted(day + timedelta(days=1), shifted=(SHIFTED,), standing=standing(*asked.values())) == asked


def test_the_answer_to_a_change_is_shown_kept_and_ends_reminders() -> None:
    day = datetime(2026, 11, 3, 9, tzinfo=BERLIN)
    asked = standing(*wanted(day, shifted=(SHIFTED,)).values())
    late = datetime(2026, 11, 5, 14, tzinfo=BERLIN)
    assert list(wanted(late - timedelta(seconds=1), shifted=(SHIFTED,), standing=asked)) == [COMMIT]
    reminded = wanted(late, shifted=(SHIFTED,), standing=asked)
    assert len(reminded) == 2
    said = answer(
        "O-1", date(2026, 11, 5), kind="commit", asked="2026-11-02", value=None, confidence=None, note="We stop"
    )
    found = wanted(late, shifted=(SHIFTED,), standing=standing(*reminded.values()), answers=(said,))
    assert list(found) == [COMMIT, Target("sheets", "check-in", "O-1", "commit 2026-11-02")]
    assert found[COMMIT].parts[1].text == "✅ Ana (5 November 2026): We stop"
    in_sheet = msgspec.structs.replace(SHIFTED, said_on=date(2026, 11, 4))
    assert wanted(day, shifted=(in_sheet,)) == {}
    assert list(wanted(late, shifted=(in_sheet,), standing=asked)) == [COMMIT]


RUNS = st.lists(st.integers(0, 60 * 24 * 28), min_size=1, max_size=60, unique=True).map(sorted)


@given(runs=RUNS, answered=st.sets(st.sampled_from([(goal, day) for goal in ("KR-1", "KR-2") for day in range(28)])))
def test_whenever_it_runs_nobody_is_asked_twice_a_week_nor_after_an_answer(
    runs: list[int], answered: set[tuple[str, int]]
) -> None:
    """Four weeks over a change of the clocks: each message is made once, is never wanted for what was answered, and an
    unchanged world plans nothing."""
    begin = datetime(2026, 10, 12, tzinfo=UTC)
    there: dict[Target, Standing] = {}
    made: list[Target] = []
    for minutes in runs:
        now = begin + timedelta(minutes=minutes)
        answers = tuple(
            answer(goal, (begin + timedelta(days=day)).date())
            for goal, day in sorted(answered)
            if begin + timedelta(days=day, hours=9) <= now
        )
        world = known(now, KR, OTHER, standing=there, answers=answers)
        for operation in make_plan(check_ins(world), there, b"key").operations:
            target = operation.target
            if target.verb == "message" and operation.step == "add":
                made.append(target)
                week = target.topic.split("|")[2]
                open_ = [
                    goal
                    for goal in ("KR-1", "KR-2")
                    if not any(each.goal == goal and iso_week(each.day) >= week for each in answers)
                ]
                assert open_
                assert week == moment(CheckInSettings(), now, BERLIN).week
            if operation.step == "remove":
                assert target.topic.endswith("|reminder")
                there.pop(target)
            else:
                assert operation.body is not None
                there[target] = Standing(target, operation.body, operation.url, "ref", (), operation.parts)
        again = known(now, KR, OTHER, standing=there, answers=answers)
        later = make_plan(check_ins(again), there, b"key").operations
        assert all(each.target.topic.endswith("|reminder") for each in later)
    assert len(set(made)) == len(made)


@given(
    st.builds(
        Proposed,
        goal=st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1) | st.just("OKRs/my goal 7"),
        week=st.just("2026-W47"),
        value=st.none() | st.integers(-(10**12), 10**12).map(lambda each: each / 1000),
        confidence=st.none() | st.integers(0, 100).map(lambda each: each / 10),
    )
)
def test_a_button_is_read_as_it_was_written(given: Proposed) -> None:
    assert proposed(str(given)) == given


@pytest.mark.parametrize(
    "written", ["", "KR-1", "KR-1 2026-W47 42", "KR-1 2026-W99 42 7", "KR-1 2026-W47 x 7", "a b c d"]
)
def test_other_texts_are_no_button_of_ours(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        proposed(written)


@pytest.mark.parametrize(
    ("said", "measure", "value"),
    [("42", None, 42), (" 42.5 ", "increase", 42.5), ("85 %", None, 0.85), ("1 200", None, 1200), ("", None, None),
     ("yes", "milestone", 1), ("No", "milestone", 0), ("0", "milestone", 0), ("-3", "keep", -3)],
)  # fmt: skip
def test_values_as_people_type_them(said: str, measure: str | None, value: float | None) -> None:
    assert read_value(said, measure) == value


@pytest.mark.parametrize(("said", "measure"), [("forty", None), ("nan", None), ("inf", None), ("1,200", None), ("1_0", None),
                                               ("half", "milestone"), ("2", "milestone")])  # fmt: skip
def test_what_is_no_value_is_told_with_the_mend(said: str, measure: str | None) -> None:
    with pytest.raises(ValueError, match="write"):
        read_value(said, measure)


def test_confidence_is_from_0_to_10() -> None:
    assert [read_confidence(each) for each in ("", "0", "7/10", "7.5", "10")] == [None, 0, 7, 7.5, 10]
    for said in ("11", "-1", "sure", "nan"):
        with pytest.raises(ValueError, match="from 0"):
            read_confidence(said)


def test_numbers_as_people_write_them() -> None:
    assert [number(each) for each in (42.0, 0.85, 1_200_000.0, 0.1 + 0.2, -3.0)] == [
        "42",
        "0.85",
        "1200000",
        "0.3",
        "-3",
    ]


def test_a_value_that_a_query_counts_is_only_confirmed_by_confidence() -> None:
    counted = msgspec.structs.replace(KR, counted=True)
    assert proposal(counted, "2026-W47") == Proposed("KR-1", "2026-W47", None, 7)
    part = wanted(THURSDAY, counted)[WEEK].parts[1]
    assert [each.text for each in part.buttons] == ["Confirm confidence 7", "Change…"]
    assert [each.name for each in check_in_form(counted, "2026-W47").fields] == ["confidence", "note"]
    unknown = msgspec.structs.replace(KR, value=None)
    assert [each.text for each in wanted(THURSDAY, unknown)[WEEK].parts[1].buttons] == ["Fill in…"]


def test_a_time_of_the_week_and_what_is_none() -> None:
    assert weekly("thu 14:00") is not None
    assert [weekly(each) for each in ("thursday 14:00", "thu 24:00", "thu", "")] == [None] * 4
    with pytest.raises(ValueError, match='at: "x" should be a day and a time such as "thu 14:00"'):
        CheckInSettings(at="x")


def moments() -> Iterator[datetime]:
    for hours in range(24 * 21):
        yield datetime(2026, 10, 15, tzinfo=UTC) + timedelta(hours=hours)


def test_the_time_holds_by_the_clock_when_the_clocks_change() -> None:
    found = {moment(CheckInSettings(), now, BERLIN).at for now in moments()}
    assert sorted(each.strftime("%d %H:%M %z") for each in found if each >= datetime(2026, 10, 15, tzinfo=UTC)) == [
        "15 14:00 +0200", "22 14:00 +0200", "29 14:00 +0100",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [("America/Los_Angeles", 2, 18), ("America/Los_Angeles", 20, 19), ("Asia/Tokyo", 20, 19), ("Asia/Tokyo", 2, 19)],
)
def test_an_answer_has_the_day_of_its_owner_unless_that_has_not_begun_in_utc(zone: str, hour: int, day: int) -> None:
    assert day_of(datetime(2026, 11, 19, hour, tzinfo=UTC), ZoneInfo(zone)) == date(2026, 11, day)
