"""`fairlead routes …` as it is typed: what would go where, by which route, and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairlead.demo.house import settle
from sandbox.company import open_company
from tests.acceptance.command import done, fairlead, told
from tests.acceptance.road import NOW

ROUTES = """
[[routes]]
severity = "critical"
channel = "#leads"
mention = false
continue = true

[[routes]]
detector = "D1"
urgency = "never"
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with open_company(101, now=NOW, people=16) as opened:
        settled = settle(opened.company, opened.sandbox.urls, tmp_path_factory.mktemp("hub"))
        settled.write_text(settled.read_text() + ROUTES)
        done("run", config=settled)
        yield settled


def test_all_findings_are_counted_by_route_and_channel(config: Path) -> None:
    counted = told("routes", "test", config=config)["routes"]
    found = [each for each in told("findings", config=config, exit_code=3)["findings"] if each["severity"] != "info"]
    critical = sum(each["severity"] == "critical" for each in found)
    assert sum(each["findings"] for each in counted) == len(found) + critical  # a route that continues tells twice
    leads = next(each for each in counted if each["channel"] == "#leads")
    assert leads == {"channel": "#leads", "urgency": "now", "mention": False, "route": 1, "findings": critical}
    shown = fairlead("routes", "test", config=config).stdout
    assert 'route 1: severity = "critical"' in shown
    assert "what no route takes" in shown


def test_routes_are_listed_with_what_they_take(config: Path) -> None:
    first, second = told("routes", "list", config=config)["routes"]
    assert (first["severity"], first["continue"], second["detector"]) == ("critical", True, "D1")
    assert second["findings"] == len(
        [
            each
            for each in told("findings", "--detector", "D1", config=config, exit_code=3)["findings"]
            if each["severity"] != "info"
        ]
    )
    assert "at once" not in fairlead("routes", "list", config=config).stdout.splitlines()[2]


def test_one_finding_goes_where_its_route_says(config: Path) -> None:
    seen = told("findings", "--detector", "D1", config=config, exit_code=3)["findings"][0]
    deliveries = told("routes", "test", seen["fingerprint"], config=config)["deliveries"]
    assert (deliveries[-1]["route"], deliveries[-1]["asks"], deliveries[-1]["at"]) == (2, {"detector": "D1"}, None)


def test_a_made_up_finding_is_told_when_it_would_come(config: Path) -> None:
    arguments = ("routes", "test", "team=payments", "severity=critical", "detector=D8")
    leads, own = told(*arguments, config=config)["deliveries"]
    assert (leads["channel"], leads["urgency"], leads["reader"]) == ("#leads", "now", "team payments")
    assert own["route"] is None
    assert "UTC" in fairlead(*arguments, config=config).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("severity=hi",), "severity=hi: no severity of this name is known; there are critical, warning, info"),
        (("temper=hot",), "there is no field temper"),
        (("ffff0000ffff",), "there is no such finding"),
    ],
)
def test_what_is_not_understood_is_told_with_the_mend(config: Path, arguments: tuple[str, ...], words: str) -> None:
    ran = fairlead("routes", "test", *arguments, config=config)
    assert ran.returncode == 1
    assert words in ran.stderr
