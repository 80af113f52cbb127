"""What is kept of an answer, whose it is, and what is refused with the mend."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from core.presses import Form, Press, Said, Wrong
from scheduler.answering.checking_in import reply
from scheduler.asking import due
from scheduler.checking_in import CheckIn, Commitment, NotKept, answer
from scheduler.hub import Hub
from scheduler.linking import people_of
from scheduler.reconciling import reconcile_findings
from store import accounts, answers, audit
from tests.scheduler.little import little, written
from tests.store.samples import DAY, NOW, account, goal

ANA, BO = "ana@example.com", "bo@example.com"
YEAR: dict[str, Any] = {"effective_from": date(2026, 1, 1), "effective_to": date(2026, 12, 31)}
GOALS = (
    goal("O-1", owners=(ANA,)),
    goal("KR-1", level="key_result", parent="O-1", owners=("jira:ana",), start=0, target=100, current=30, **YEAR),
    goal("KR-2", level="key_result", owners=(ANA, BO), measure="milestone"),
    goal("KR-3", level="key_result", owners=(ANA,), query="items: label = done"),
    goal("KR-4", level="key_result", owners=(ANA,), closed=True),
    goal("KR-5", level="key_result"),
)
WEEK = "2026-W10"


@pytest.fixture
def hub(tmp_path: Path, url: str) -> Iterator[Hub]:
    with little(written(tmp_path, "", database=url), GOALS) as hub:
        know_people(hub)
        yield hub


def know_people(hub: Hub) -> None:
    with hub.store.write() as tx:
        accounts.save_people(tx, people_of(hub))


def kept(hub: Hub, goal: str = "KR-1", asked: str = WEEK, kind: str = "check-in") -> Any:
    with hub.store.read() as tx:
        return answers.answer(tx, kind, goal, asked)


def refused(hub: Hub, said: CheckIn | Commitment, person: str | None = ANA, behalf: str | None = None) -> str:
    with pytest.raises(NotKept) as told:
        answer(hub, said, actor="somebody", person=person, behalf=behalf)
    return str(told.value)


def test_an_answer_is_kept_with_who_said_it_and_what_was_before(hub: Hub) -> None:
    first = answer(hub, CheckIn(goal="KR-1", value="40"), actor=ANA, person=ANA)
    second = answer(
        hub, CheckIn(goal="KR-1", value="42", confidence="7", note=" ok "), actor="cli", person=None, behalf=ANA
    )
    assert kept(hub) == second
    assert (second.person, second.value, second.confidence, second.note) == (ANA, 42, 7, "ok")
    assert (second.asked, second.day, first.asked) == (WEEK, date(2026, 3, 2), WEEK)
    with hub.store.read() as tx:
        one, two = audit.entries(tx, "check-in", "KR-1 2026-W10")
    assert (one.actor, one.before, two.actor, two.before) == (ANA, None, "cli", one.after)


def test_a_trial_keeps_nothing(hub: Hub) -> None:
    assert answer(hub, CheckIn(goal="KR-1", value="40"), actor=ANA, person=ANA, dry_run=True).value == 40
    assert kept(hub) is None


def test_whose_answer_it_is(hub: Hub) -> None:
    for person, behalf in ((None, None), (BO, None), (BO, BO)):
        assert "KR-1 belongs to ana@example.com" in refused(hub, CheckIn(goal="KR-1", value="1"), person, behalf)
    assert "say for whom this is: --for ana@example.com" in refused(hub, CheckIn(goal="KR-1", value="1"), None)
    assert answer(hub, CheckIn(goal="KR-2", value="yes"), actor=BO, person=BO).person == BO
    assert answer(hub, CheckIn(goal="KR-1", value="1"), actor=BO, person=BO, behalf="Ana@Example.com").person == ANA
    assert answer(hub, CheckIn(goal="KR-5", value="1"), actor=BO, person=BO).person == BO
    assert "nobody owns KR-5; say for whom" in refused(hub, CheckIn(goal="KR-5", value="1"), None)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (CheckIn(goal="KR-11"), "no goal KR-11 is known; did you mean KR-1"),
        (CheckIn(goal="KR-4", value="1"), "goal KR-4 is closed"),
        (CheckIn(goal="KR-1"), "say a value, a confidence or a note"),
        (CheckIn(goal="KR-1", value="much"), "“much” is no number; write it as 1200 or 42.5"),
        (CheckIn(goal="KR-1", confidence="11"), "write a number from 0 (none) to 10 (sure)"),
        (CheckIn(goal="KR-2", value="half"), "write yes or no"),
        (CheckIn(goal="KR-3", value="4"), "the value of KR-3 is counted by its query"),
        (CheckIn(goal="O-1", value="4"), "O-1 has no value of its own"),
        (CheckIn(goal="KR-1", value="4", week="2026-W08"), "that question was about 2026-W08, and a newer one"),
        (Commitment(goal="O-1", day=date(2026, 2, 23), note=" "), "say in a sentence what will be done differently"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_mend(hub: Hub, said: CheckIn | Commitment, told: str) -> None:
    assert told in refused(hub, said)


def test_who_is_asked_and_who_has_answered(hub: Hub) -> None:
    assert due(hub) == []
    reconcile_findings(hub)
    assert [(each.goal, each.owner, each.answered) for each in due(hub)] == [("KR-1", ANA, None), ("KR-3", ANA, None)]
    answer(hub, CheckIn(goal="KR-1", value="1"), actor=ANA, person=ANA)
    assert [each.answered for each in due(hub)] == [date(2026, 3, 2), None]


def press(act: Any, about: str, fields: dict[str, str] | None = None) -> Press:
    return Press(id="1", tool="slack", account="U1", act=act, about=about, fields=fields, ref="C1:1.2")


def test_one_click_confirms(hub: Hub) -> None:
    said = reply(hub, press("check-in", "KR-1 2026-W09 42 7"), ANA)
    assert said == Said("Thank you. KR-1: 42, confidence 7/10 (2 March 2026)")
    assert kept(hub).value == 42
    assert "not to bo@example.com" in str(reply(hub, press("check-in", "KR-1 2026-W09 42 7"), BO))
    assert "a newer one has been asked" in str(reply(hub, press("check-in", "KR-1 2026-W08 42 7"), ANA))
    assert "is not one of this hub any more" in str(reply(hub, press("check-in", "what is this"), ANA))


def test_a_form_asks_for_other_values_and_says_what_is_wrong(hub: Hub) -> None:
    reconcile_findings(hub)
    about = "KR-1 2026-W09 30 -"
    form = reply(hub, press("check-in-other", about), ANA)
    assert isinstance(form, Form)
    assert (form.act, form.about, form.ref) == ("check-in-other", about, "C1:1.2")
    assert [(each.name, each.initial) for each in form.fields] == [("value", "30"), ("confidence", ""), ("note", "")]
    wrong = reply(hub, press("check-in-other", about, {"value": "lots", "confidence": "7", "note": ""}), ANA)
    assert isinstance(wrong, Wrong)
    assert list(wrong.fields) == ["value"]
    assert kept(hub) is None
    reply(hub, press("check-in-other", about, {"value": "31", "confidence": "8", "note": "=1+1"}), ANA)
    assert (kept(hub).value, kept(hub).confidence, kept(hub).note) == (31, 8, "=1+1")
    form = reply(hub, press("check-in-other", "KR-2 2026-W09 0 -"), BO)
    assert isinstance(form, Form)
    assert form.fields[0].hint == "yes or no"


def test_a_change_of_strategy_is_answered_with_a_form_or_a_note(tmp_path: Path, url: str) -> None:
    before = {"effective_from": date(2025, 1, 1), "effective_to": date(2026, 2, 22)}
    after = {"effective_from": date(2026, 2, 23), "effective_to": date(2026, 12, 31)}
    goals = [
        goal("O-1", owners=(ANA,), target_share=0.2, **before),
        goal("O-2", owners=(BO,), target_share=0.8, **before),
        goal("O-3", owners=(ANA,), target_share=0.9, **after),
        goal("O-4", owners=(BO,), target_share=0.1, **after),
    ]
    with little(written(tmp_path, "", database=url), goals) as hub:
        reconcile_findings(hub)
        asked = [(each.kind, each.goal, each.asked, each.answered) for each in due(hub)]
        assert asked == [("commit", "O-3", "2026-02-23", None), ("commit", "O-4", "2026-02-23", None)]
        about = "O-3 2026-02-23 2026-02-24"
        form = reply(hub, press("commit", about), ANA)
        assert isinstance(form, Form)
        assert form.about == about
        assert isinstance(reply(hub, press("commit", about, {"note": ""}), ANA), Wrong)
        said = reply(hub, press("commit", about, {"note": "We stop the nightly builds"}), ANA)
        assert said == Said("Thank you. O-3: We stop the nightly builds (2 March 2026)")
        assert kept(hub, "O-3", "2026-02-23", "commit").note == "We stop the nightly builds"
        by_note = answer(hub, CheckIn(goal="O-4", note="Two of us move"), actor=BO, person=BO)
        assert (by_note.kind, by_note.asked) == ("commit", "2026-02-23")
        assert [each.answered for each in due(hub)] == [date(2026, 3, 2)] * 2
        assert "The time for this answer is over" in str(reply(hub, press("commit", "O-3 2025-02-23 2025-02-24"), ANA))


def test_an_answer_is_of_the_owners_week_and_of_no_day_that_has_not_begun(tmp_path: Path, url: str) -> None:
    """Sunday noon in UTC is Monday on Kiritimati, and the question of a week that has begun there is answered."""
    moved = replace(account("ana"), zone="Pacific/Kiritimati")
    sunday = written(tmp_path, "", database=url, more='[check_ins]\nat = "mon 00:30"\n')
    with little(sunday, GOALS, [moved]) as hub:
        know_people(hub)
        hub.clock = lambda: NOW - DAY
        reconcile_findings(hub)
        said = answer(hub, CheckIn(goal="KR-1", value="1"), actor=ANA, person=ANA)
        assert (said.day, said.asked) == (date(2026, 3, 1), "2026-W10")
        assert [(each.asked, each.answered) for each in due(hub)][:1] == [("2026-W10", date(2026, 3, 1))]
