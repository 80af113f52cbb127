import pytest

from core.findings import Subject
from core.routes import Delivery, Route, Urgency, deliveries
from tests.core.desk import GOALS, finding

HOME = "#payments"


def decided(*routes: Route, **given: object) -> tuple[Delivery, ...]:
    return deliveries(finding(**given), routes, GOALS, HOME)  # type: ignore[arg-type]  # a test gives what it is about


@pytest.mark.parametrize(("severity", "urgency"), [("critical", "now"), ("warning", "digest")])
def test_without_routes_the_channel_of_the_team_is_told(severity: str, urgency: Urgency) -> None:
    assert decided(severity=severity) == (Delivery(HOME, urgency),)


def test_without_any_channel_nobody_is_told() -> None:
    assert deliveries(finding(), (), GOALS, None) == ()
    assert deliveries(finding(), (Route(team="pay*"),), GOALS, None) == ()


def test_the_first_route_that_matches_decides() -> None:
    first, second = Route(team="pay*", channel="#one"), Route(team="payments", channel="#two")
    assert decided(first, second) == (Delivery("#one", "now", route=1),)
    assert decided(Route(team="web"), second) == (Delivery("#two", "now", route=2),)


def test_all_that_a_route_asks_for_must_hold() -> None:
    asks = {"team": "payments", "owner": "ana@*", "severity": "crit*", "detector": "d10", "subject": "JIRA:pay-*"}
    assert decided(Route(**asks, channel="#one"))[0].channel == "#one"  # type: ignore[arg-type]
    for name in asks:
        assert decided(Route(**{**asks, name: "critical" if name == "severity" else "x"}, channel="#one")) == (  # type: ignore[arg-type]
            Delivery(HOME, "now") if name != "severity" else Delivery("#one", "now", route=1),
        )


def test_a_route_that_continues_tells_others_too() -> None:
    also = Route(severity="critical", channel="#leads", mention=False, goes_on=True)
    assert decided(also) == (Delivery("#leads", "now", mention=False, route=1), Delivery(HOME, "now"))
    assert decided(also, Route(channel="#last", urgency="digest")) == (
        Delivery("#leads", "now", mention=False, route=1),
        Delivery("#last", "digest", route=2),
    )


def test_a_channel_is_told_once_as_the_first_that_names_it_says() -> None:
    never = Route(urgency="never", goes_on=True)
    assert decided(never) == (Delivery(HOME, "never", route=1),)


@pytest.mark.parametrize("glob", ["KR-1", "O-1", "o-*"])
def test_a_goal_means_what_is_below_it_too(glob: str) -> None:
    assert decided(Route(goal=glob, channel="#one"))[0].route == 1


def test_a_finding_about_a_goal_is_within_it_whatever_goal_it_is_told_at() -> None:
    about = {"subject": Subject("goal", "KR-1"), "goal": "O-1"}
    assert decided(Route(goal="KR-1", channel="#one"), **about)[0].route == 1
    assert decided(Route(goal="KR-2", channel="#one"), **about)[0].route is None


def test_an_empty_glob_asks_for_what_has_none() -> None:
    assert decided(Route(goal="", channel="#one"), goal=None)[0].route == 1
    assert decided(Route(goal="", channel="#one"))[0].route is None
    assert decided(Route(owner="", channel="#one"), owner=None)[0].route == 1


def test_a_goal_that_nobody_knows_goes_by_its_key() -> None:
    assert decided(Route(goal="X-*", channel="#one"), goal="X-9")[0].route == 1


@pytest.mark.parametrize(
    ("key", "value"), [("channel", ""), ("channel", "#"), ("severity", "info"), ("severity", "hi")]
)
def test_what_can_never_be_is_refused_with_its_key(key: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^{key}: "):
        Route(**{key: value})  # type: ignore[arg-type]
