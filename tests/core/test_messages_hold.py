"""What holds of messages whatever is found, and whenever the hub happens to run."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.delivery import Alerts, is_quiet
from core.findings import Finding, Severity
from core.handling import Handling
from core.projection import Reader
from core.projection.messages import messages
from core.projection.topics import Audience, addressee, telling, tellings
from core.routes import Route
from tests.core.desk import MONDAY, Desk, finding, later, routing

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "")
PEOPLE = {f"p{n}@acme.test": Reader(f"p{n}@acme.test", zone=zone) for n, zone in enumerate(ZONES)}
SEVERITIES: tuple[Severity, ...] = ("critical", "warning")


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    return finding(
        draw(st.integers(0, 400)),
        draw(st.sampled_from(SEVERITIES)),
        opened=later(draw(st.integers(-10, 0))),
        owner=draw(st.sampled_from([*PEOPLE, None])),
        goal=draw(st.sampled_from(["KR-1", "O-1", None, "gone"])),
        team=draw(st.sampled_from(["payments", "web", None])),
    )


WORLDS = st.lists(findings(), max_size=5, unique_by=lambda each: each.fingerprint)
ROUTES = st.lists(
    st.builds(
        Route,
        team=st.sampled_from([None, "pay*", "web", ""]),
        severity=st.sampled_from([None, "critical"]),
        channel=st.sampled_from([None, "#leads", "#payments"]),
        urgency=st.sampled_from([None, "now", "digest", "never"]),
        mention=st.booleans(),
        goes_on=st.booleans(),
    ),
    max_size=3,
).map(tuple)


@st.composite
def weeks(draw: st.DrawFn) -> list[tuple[datetime, list[Finding], list[Handling]]]:
    """Moments at which the hub happened to run, in order, with what it found and what was decided by then."""
    world = draw(WORLDS)
    hours = sorted(draw(st.lists(st.integers(0, 24 * 40), min_size=1, max_size=12)))
    runs, open_, away = [], {one.fingerprint: one for one in world}, set[str]()
    for each in hours:
        back = {one.fingerprint for one in world if draw(st.integers(0, 3))}
        open_ |= {name: replace(open_[name], opened_at=later(hours=each)) for name in back & away}
        away = open_.keys() - back
        seen = [open_[one.fingerprint] for one in world if one.fingerprint in back]
        held = [one for one in world if not draw(st.integers(0, 5))]
        acknowledged = [
            Handling(fingerprint=one.fingerprint, state="acknowledged", actor="x", at=MONDAY, until=later(20))
            for one in held
        ]
        runs.append((later(hours=each), seen, acknowledged))
    return runs


def days_of(desk: Desk) -> dict[Audience, list[date]]:
    return tellings(target for _, target in desk.posts)


@given(weeks(), ROUTES, st.integers(1, 15))
@settings(max_examples=150)
def test_nobody_is_told_twice_within_the_interval(
    runs: list[tuple[datetime, list[Finding], list[Handling]]], routes: tuple[Route, ...], interval: int
) -> None:
    """Neither of the same goal as urgent, nor of the same finding in two digests."""
    desk = Desk(routing(Alerts(repeat_days=interval), routes=routes), PEOPLE)
    digests: dict[tuple[Audience, str], list[date]] = {}
    for now, seen, held in runs:
        for operation in desk.run(now, seen, held):
            told = telling(operation.target)
            if told and told.audience.kind == "digest" and operation.step == "add":
                for each in operation.findings:
                    digests.setdefault((told.audience, each), []).append(told.day)
    urgent = [days for audience, days in days_of(desk).items() if audience.kind not in ("digest", "storm")]
    for days in [*urgent, *digests.values()]:
        assert all((after - before).days >= interval for before, after in pairwise(days))


@given(weeks(), ROUTES)
@settings(max_examples=100)
def test_whatever_is_new_comes_when_its_reader_is_awake(
    runs: list[tuple[datetime, list[Finding], list[Handling]]], routes: tuple[Route, ...]
) -> None:
    desk = Desk(routing(Alerts(zone="Asia/Kolkata"), routes=routes), PEOPLE)
    for now, seen, held in runs:
        desk.run(now, seen, held)
    for moment, target in desk.posts:
        found = telling(target)
        assert found
        zone = desk.known(moment, (), ()).zone(found.audience.reader)
        assert not is_quiet(moment, zone, desk.routing.alerts)


@given(weeks(), ROUTES)
@settings(max_examples=100)
def test_a_second_run_at_once_writes_nothing(
    runs: list[tuple[datetime, list[Finding], list[Handling]]], routes: tuple[Route, ...]
) -> None:
    desk = Desk(routing(routes=routes), PEOPLE)
    for now, seen, held in runs:
        desk.run(now, seen, held)
        assert desk.run(now, seen, held) == ()


@given(WORLDS, ROUTES, st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(world: list[Finding], routes: tuple[Route, ...], dice: object) -> None:
    shuffled = sorted(world, key=lambda each: hash((each.fingerprint, repr(dice))))
    desk = Desk(routing(routes=routes), PEOPLE)
    first, second = (list(messages(desk.known(MONDAY, each, ()))) for each in (world, shuffled))
    assert sorted(first, key=lambda each: each.target) == sorted(second, key=lambda each: each.target)


@given(st.integers(51, 400), st.integers(1, 60), st.integers(1, 400), st.integers(0, 23))
@settings(max_examples=25)
def test_a_storm_is_never_more_than_three_messages(count: int, people: int, goals: int, hour: int) -> None:
    world = [finding(n, owner=f"p{n % people}@x.test", goal=f"G-{n % goals}") for n in range(count)]
    desk = Desk()
    for each in range(hour, 60, 7):
        desk.run(later(hours=each), world)
    assert len(desk.posts) <= 3


@given(
    st.sampled_from(["now", "digest", "escalated", "overdue", "storm"]),
    st.one_of(st.sampled_from(["", "team pay", "ana@acme.test"]), st.text()),
    st.text(),
    st.dates(),
    st.booleans(),
)
def test_a_topic_tells_its_audience_and_day_again(kind: str, reader: str, about: str, day: date, mention: bool) -> None:
    audience = Audience.of("slack", "#a", kind, reader, about, mention=mention)  # type: ignore[arg-type]
    target = audience.target(day)
    found = telling(target)
    assert found is not None
    assert (found.audience, found.day) == (audience, day)
    assert addressee(target) == (audience.reader if "@" in reader and mention else "")


def test_topics_of_others_are_left_to_them() -> None:
    desk = Desk()
    desk.run(MONDAY, [finding()])
    (target,) = desk.standing
    others = (
        "",
        "ana@acme.test|",
        "ana@acme.test|check-in KR-1|2026-06-15",
        f"{target.topic}x".replace("now", "later"),
    )
    assert [telling(type(target)("slack", "message", "#a", topic)) for topic in others] == [None] * 4
    assert telling(type(target)("slack", "message", "#a", target.topic.replace("2026-06-15", "June"))) is None


def test_over_the_change_of_the_clocks_a_digest_comes_once_a_week() -> None:
    desk = Desk(readers={"ana@acme.test": Reader("ana@acme.test", zone="Europe/Berlin")})
    begin = datetime(2026, 10, 12, tzinfo=UTC)  # the clocks go back on 25 October
    one = finding(1, "warning", opened=begin - timedelta(days=3))
    for hours in range(24 * 28):
        desk.run(begin + timedelta(hours=hours), [one])
    assert [f"{moment:%d %H:%M}" for moment, _ in desk.posts] == ["12 07:00", "19 07:00", "26 08:00", "02 08:00"]
