"""The forms behind buttons, the page that says why, and the home of a person."""

from datetime import date

from msgspec.structs import replace

from core.became import Event
from core.figures import Figures
from core.handling import Handling
from core.links import Choice
from core.parts import Part, Parts
from core.projection import Known, Reader, forms
from core.projection.home import home
from core.projection.why import EVENTS, why
from tests.core.desk import GOALS, MONDAY, OWNERS, finding, routing

ANA = "ana@acme.test"
TODAY = date(2026, 6, 15)
READERS = {ANA: Reader(ANA, "Ana Lopez"), "olga@acme.test": Reader("olga@acme.test", "Olga Berg")}


def known(**given: object) -> Known:
    told: dict[str, object] = {"now": MONDAY, "findings": (), "goals": GOALS, "routing": routing(), "readers": READERS}
    return Known(**{**told, "owners": OWNERS, **given})  # type: ignore[arg-type]


def text(parts: Parts) -> str:
    return "\n".join(f"{part.title}\n{part.text}" for part in parts)


def pressed(part: Part) -> list[str]:
    return [each.act for each in (*part.buttons, *part.menu)]


def test_what_is_critical_cannot_be_snoozed_until_it_is_worse() -> None:
    ends = {
        severity: [option.value for option in forms.snooze(finding(1, severity), TODAY).fields[1].options]
        for severity in ("critical", "warning")
    }
    assert ends == {"critical": ["day", "changed"], "warning": ["day", "worse", "changed"]}
    assert [forms.ends_of(each) for each in ("day", "worse", "changed", "anything")] == ["", "worse", "changed", ""]


def test_days_begin_where_they_make_sense() -> None:
    day = forms.snooze(finding(), TODAY).fields[0]
    assert (day.initial, day.earliest) == ("2026-06-22", TODAY)
    review = forms.exempt(finding(), TODAY).fields[1]
    assert (review.initial, review.earliest) == ("2026-09-13", date(2026, 6, 16))


def test_a_link_is_disputed_only_where_a_rule_made_it() -> None:
    assert [each.name for each in forms.dispute(finding()).fields] == ["reason"]
    what = forms.dispute(finding(), "cards").fields[0]
    assert [each.text for each in what.options] == ["This finding", "The goal, which rule cards gave"]


def test_more_goals_than_a_list_takes_can_be_typed() -> None:
    goals = [(f"O-{number}", f"Goal {number}") for number in range(150)]
    short, long = forms.link(finding(), goals[:99]), forms.link(finding(), goals)
    assert [each.name for each in short.fields] == ["goal", "reason"]
    assert [each.name for each in long.fields] == ["goal", "other", "reason"]
    for form in (short, long):
        options = form.fields[0].options
        assert len(options) <= 100
        assert (options[0].value, options[-1].value) == ("goal O-0", "none")


def test_why_tells_facts_the_road_owners_and_what_became_of_it() -> None:
    one = finding(evidence={"open_items": 7, "assignee": ANA})
    events = [Event(MONDAY, f"acknowledged by {ANA}"), *[Event(MONDAY, "snoozed by olga@acme.test")] * EVENTS]
    form = why(known(), replace(one, reopened=1), f"goal KR-1: {ANA} said so", events)
    assert form.fields == ()
    told = text(form.parts)
    assert "PAY-1 Mend the ledger\ndrifts, since 15 June 2026" in told
    assert "open items: 7" in told
    assert "goal KR-1: Ana Lopez said so" in told
    assert "KR-1 Revenue\nbelow O-1 Grow" in told
    assert "Who owns it\nAna Lopez; its goal: Ana Lopez" in told
    assert "… and 3 things before" in told
    assert "15 June 2026: snoozed by Olga Berg" in told
    assert "opened again" in told
    assert "@" not in told


def test_home_tells_what_is_asked_what_needs_somebody_and_how_their_goals_stand() -> None:
    mine, goals, others = finding(1), finding(2, owner="bo@acme.test"), finding(3, owner="bo@acme.test", goal=None)
    shown = home(
        known(findings=(mine, goals, others), figures={"KR-1": Figures(health="behind", pace=0.7)}),
        ANA,
        "slack",
        [Part("How is it?", "KR-1 Revenue")],
    )
    told = text(shown.parts)
    assert told.startswith("\nHello Ana Lopez. This is what stands on 15 June 2026.")
    assert "How is it?" in told
    assert "PAY-1" in told
    assert "PAY-2" in told
    assert "PAY-3" not in told
    assert "KR-1 Revenue\nbehind · pace 0.70 (1 is on time)" in told
    (part,) = [each for each in shown.parts if each.title.startswith("PAY-1")]
    assert {"acknowledge", "snooze", "exempt", "dispute", "why"} <= {*pressed(part)}


def test_the_home_of_somebody_to_whom_nothing_belongs_says_what_to_do() -> None:
    told = text(home(known(), "new@acme.test", "slack", []).parts)
    assert "Hello new." in told
    assert "Nothing is yours yet." in told


def test_home_counts_what_it_has_no_room_for() -> None:
    many = tuple(finding(number) for number in range(1, 40))
    assert "… and 24 more" in text(home(known(findings=many), ANA, "slack", []).parts)


def test_what_was_linked_by_hand_says_so_and_is_quiet_until_it_is_judged() -> None:
    one = finding(detector="D1", goal=None)
    chosen = Choice(shares=(("KR-1", 1.0),), actor=ANA, reason="")
    seen = known(findings=(one,), chosen={one.fingerprint: chosen})
    assert seen.remark(one) == "linked to KR-1 by Ana Lopez, checked at the next evaluation"
    assert seen.voice(one) == "keeps"
    (part,) = [each for each in home(seen, ANA, "slack", []).parts if each.title.startswith("PAY-1")]
    assert pressed(part) == ["link-other", "why"]
    decided = Handling(fingerprint=one.fingerprint, state="acknowledged", actor=ANA, at=MONDAY)
    both = known(findings=(one,), chosen={one.fingerprint: chosen}, handled={one.fingerprint: decided})
    assert both.remark(one) == "acknowledged by Ana Lopez"
