"""Check-ins over the whole road: asked, answered, written into the sheet, pulled back and judged."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.findings import Finding
from core.presses import Form, Press, Said
from core.records import Reading
from sandbox.company.goals import BOOK
from sandbox.company.register import CHECK_INS
from sandbox.company.rows import Row
from scheduler.answering import answer as press_answer
from scheduler.answering.home import home_of
from scheduler.asking import due
from scheduler.checking_in import CheckIn, answer
from store import answers, outbox, statements
from tests.acceptance.kept import begun, written
from tests.acceptance.road import NOW, Scene
from tests.acceptance.test_agreements import unkept
from tests.acceptance.test_allocation import changed

NEXT_THURSDAY = NOW + timedelta(days=8)  # in the evening wherever somebody of the company lives
CLI = "somebody"


@contextmanager
def thursday(folder: Path, seed: int) -> Iterator[Scene]:
    """A week after the last check-ins of the sheet, when owners have just been asked."""
    with begun(written, folder, seed) as now:
        advance(now, NEXT_THURSDAY + timedelta(hours=7) - now.company.now)
        now.travel()
        now.write()
        yield now


def advance(now: Scene, by: timedelta) -> None:
    now.opened.sandbox.call(lambda: now.company.clock.advance(by))


def messages(now: Scene, kind: str) -> dict[str, str]:
    """Bodies of what stands, by topic."""
    with now.hub.store.read() as tx:
        return {
            target.topic: note.body
            for target, note in outbox.standing(tx).items()
            if target.verb == "message" and f"|{kind}|" in target.topic
        }


def readings(now: Scene, goal: str, since: datetime) -> list[Reading]:
    with now.hub.store.read() as tx:
        return [each for each in statements.readings_of(tx, goal) if each.at >= since.date()]


def key_result(now: Scene) -> Row:
    """One that is measured, with an owner who is asked, and of which the hub expects more by now than the start."""
    waiting = {each.goal for each in due(now.hub) if each.kind == "check-in" and each.answered is None}
    with now.hub.store.read() as tx:
        expected = {each.goal: each.expected for each in answers.last_asked(tx).key_results if each.goal in waiting}
    for row in now.company.stage.board.results:
        more = expected.get(row.key)
        if more is None or row.start is None or row.target is None:
            continue
        if (more - row.start) / (row.target - row.start) > 0.3:
            return row
    raise AssertionError("nobody is asked about such a key result")


@pytest.mark.parametrize("seed", [61])
def test_asked_confirmed_written_pulled_back_and_judged(tmp_path: Path, seed: int) -> None:
    with thursday(tmp_path, seed) as now:
        row = key_result(now)
        owner = row.owners[0].email
        topic = f"{owner}|check-in|2026-W26|{owner}"
        assert row.key in messages(now, "check-in")[topic]
        before = now.company.tools.sheets.rows(BOOK, CHECK_INS)
        assert row.start is not None
        answer(
            now.hub, CheckIn(goal=row.key, value=str(row.start), confidence="3"), actor=CLI, person=None, behalf=owner
        )
        now.write()
        assert "✅" in messages(now, "check-in")[topic]
        after = now.company.tools.sheets.rows(BOOK, CHECK_INS)
        assert [line for line in after if line not in before] == after[len(before) :]
        assert len(after) == len(before) + 1
        told = now.travel().reconciled.open
        (reading,) = readings(now, row.key, NEXT_THURSDAY)
        assert (reading.value, reading.confidence, reading.author) == (row.start, 0.3, owner)
        assert [each.observation.evidence["current"] for each in off_pace(told, row.key)] == [row.start]
        now.travel()
        assert [key for key in now.write().done if key[1] == "check-in"] == []
        assert len(readings(now, row.key, NEXT_THURSDAY)) == 1


def off_pace(found: tuple[Finding, ...], goal: str) -> list[Finding]:
    return [each for each in found if (each.observation.detector, each.observation.subject.key) == ("D8", goal)]


def test_reminded_once_and_not_after_the_answer(tmp_path: Path) -> None:
    with thursday(tmp_path, 61) as now:
        row = key_result(now)
        owner = row.owners[0].email
        mine = [each.goal for each in due(now.hub) if each.owner == owner]
        reminder = f"{owner}|check-in|2026-W26|{owner}|reminder"
        advance(now, timedelta(days=4))
        now.travel()
        now.write()
        assert reminder in messages(now, "check-in")
        _pressed(now, owner, mine[0])
        for goal in mine[1:]:
            answer(now.hub, CheckIn(goal=goal, confidence="5"), actor=CLI, person=None, behalf=owner)
        now.write()
        assert reminder not in messages(now, "check-in")


def _pressed(now: Scene, owner: str, goal: str) -> None:
    """In Slack: the home tab asks, a form is sent, and the message says so at once."""
    account = {person.email: person.slack for person in now.company.staff}[owner]
    topic = f"{owner}|check-in|2026-W26|{owner}"
    with now.hub.store.read() as tx:
        (note,) = [note for target, note in outbox.standing(tx).items() if target.topic == topic]
    asks = Press(
        id="1", tool="slack", account=account, act="check-in-other", about=f"{goal} 2026-W26 - -", ref=note.ref or ""
    )
    form = press_answer(now.hub, asks)
    assert isinstance(form, Form)
    assert goal in _asked_at_home(now, owner)
    told = press_answer(now.hub, replace(asks, id="2", fields={"value": "", "confidence": "5", "note": ""}))
    assert isinstance(told, Said)
    assert told.text.startswith("Thank you.")
    assert press_answer(now.hub, replace(asks, id="2", fields={"confidence": "9"})) == told
    assert "✅" in messages(now, "check-in")[topic]
    assert goal not in _asked_at_home(now, owner)


def _asked_at_home(now: Scene, owner: str) -> set[str]:
    parts = home_of(now.hub, owner, "slack").parts
    return {button.about.split()[0] for part in parts for button in part.buttons if button.act.startswith("check-in")}


@pytest.mark.parametrize("seed", [412])
def test_a_change_of_strategy_is_asked_about_answered_and_judged(tmp_path: Path, seed: int) -> None:
    """The owner of O-2 says what will be different; nothing is; after three weeks D20 tells."""
    with changed(tmp_path, seed, 5) as now:
        for _ in range(3):  # some of the owners sleep
            now.write()
            advance(now, timedelta(hours=8))
        asked = messages(now, "commit")
        owners = {row.key: row.owners[0].email for row in now.company.stage.board.objectives}
        assert {owners["O-1"], owners["O-2"], owners["O-3"]} == {topic.partition("|")[0] for topic in asked}
        said = answer(
            now.hub,
            CheckIn(goal="O-2", note="We stop the nightly builds"),
            actor=CLI,
            person=None,
            behalf=owners["O-2"],
        )
        assert said.kind == "commit"
        now.write()
        assert "We stop the nightly builds" in next(
            body for topic, body in messages(now, "commit").items() if topic.startswith(f"{owners['O-2']}|")
        )
        assert unkept(now) == set()
        with now.hub.store.read() as tx:
            (shifted,) = [each for each in answers.last_asked(tx).shifted if each.goal == "O-2"]
        assert shifted.said_on == said.day
        for _ in range(15):
            end = now.company.now + timedelta(days=1)
            now.opened.sandbox.call(now.company.work)
            advance(now, end - now.company.now)
        assert unkept(now) == {("D20", "goal", "O-2", "warning")}
