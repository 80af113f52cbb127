"""What people decided, in plans: nothing new of what is quiet, nothing at all of what is exempt, and nothing twice."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.findings import Finding
from core.handling import Handling, Silence
from core.plan import Plan, Standing, Target, make_plan
from core.projection import Known, project
from tests.core.test_projection import GOALS, ROUTING, finding
from tests.core.worlds import NOW

SOME = [
    finding("item", f"jira:PAY-{number}", detector, team=team, owner="ana@acme.test")
    for number, detector, team in ((1, "D1", "payments"), (1, "D12", "payments"), (2, "D1", "web"), (3, "D10", None))
] + [finding("goal", "O-1", "D4")]
DAYS = st.integers(0, 9).map(lambda days: NOW + timedelta(days=days))
DECIDED = st.builds(
    lambda about, state, at, days: Handling(
        fingerprint=about.fingerprint,
        state=state,
        actor="ana",
        at=at,
        until=at + timedelta(days=days) if days else None,
        evidence=about.observation.digest,
    ),
    st.sampled_from(SOME),
    st.sampled_from(["acknowledged", "snoozed", "exempt", "disputed"]),
    DAYS,
    st.integers(0, 4),
)
QUIET = st.builds(
    lambda matchers, until: Silence(id="s", matchers=matchers, until=until, actor="bo", at=NOW),
    st.sampled_from([{"team": "pay*"}, {"detector": "D1"}, {"subject": "jira:*"}]),
    DAYS,
)
Round = tuple[datetime, list[Handling], list[Silence]]


class Tools:
    """What stands in them, as each plan leaves it."""

    def __init__(self) -> None:
        self.standing: dict[Target, Standing] = {}

    def known(self, now: datetime, decided: list[Handling], quiet: list[Silence]) -> Known:
        handled = {each.fingerprint: each for each in decided}
        return Known(
            now=now,
            findings=tuple(SOME),
            goals=GOALS,
            routing=ROUTING,
            handled=handled,
            silences=tuple(quiet),
            standing=self.standing,
        )

    def plan(self, known: Known) -> Plan:
        return make_plan(project(known), self.standing, b"key")

    def apply(self, plan: Plan) -> None:
        for step in plan.operations:
            self.standing.pop(step.target, None)
            if step.body is not None:
                self.standing[step.target] = Standing(
                    step.target, step.body, step.url, "ref", step.findings, step.parts
                )


ROUNDS = st.lists(st.tuples(DAYS, st.lists(DECIDED, max_size=4), st.lists(QUIET, max_size=2)), min_size=1, max_size=5)


@given(ROUNDS)
def test_whatever_is_decided_a_plan_that_is_done_leaves_nothing_to_do(rounds: list[Round]) -> None:
    tools = Tools()
    for now, decided, quiet in sorted(rounds, key=lambda each: each[0]):
        known = tools.known(now, decided, quiet)
        tools.apply(tools.plan(known))
        assert tools.plan(tools.known(now, decided, quiet)).operations == ()


@given(ROUNDS)
def test_nothing_is_added_of_what_is_quiet_and_nothing_stands_of_what_is_exempt(rounds: list[Round]) -> None:
    tools = Tools()
    for now, decided, quiet in sorted(rounds, key=lambda each: each[0]):
        known = tools.known(now, decided, quiet)
        voices = {each.fingerprint: known.voice(each) for each in SOME}
        plan = tools.plan(known)
        heard = {name for step in plan.operations if step.step == "add" for name in step.findings}
        assert {voices[name] for name in heard} <= {"speaks"}
        tools.apply(plan)
        standing = {name for note in tools.standing.values() for name in _said(note)}
        assert "leaves" not in {voices[name] for name in standing}


def _said(note: Standing) -> tuple[str, ...]:
    """Messages count what they ever told of; labels, comments and cells what they tell of now."""
    return note.findings if note.target.verb != "message" else ()


def test_a_snooze_keeps_what_stands_while_its_finding_speaks_on() -> None:
    tools, first = Tools(), SOME[2]
    tools.apply(tools.plan(tools.known(NOW, [], [])))
    before = dict(tools.standing)
    later = NOW + timedelta(days=1)
    snoozed = _snooze(first)
    assert tools.plan(tools.known(later, [snoozed], [])).operations == ()
    assert tools.standing == before


def _snooze(about: Finding) -> Handling:
    return Handling(fingerprint=about.fingerprint, state="snoozed", actor="ana", at=NOW, until=NOW + timedelta(days=9))
