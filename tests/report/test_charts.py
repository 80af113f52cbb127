"""Pictures of effort and flow: what is drawn adds up to what was given, and words stay words."""

import re
from datetime import date
from xml.etree.ElementTree import Element, fromstring

from core.flow import Flow, Share, Spread
from core.gaps import TeamGap
from core.team_weeks import TeamWeek
from web.report import charts
from web.report.charts import OTHERS, SERIES, Slices

HOSTILE = '"><script>alert(1)</script>'
TODAY = date(2026, 6, 17)


def drawn(picture: str) -> Element:
    return fromstring(picture)


def blocks(picture: str, kind: str) -> list[Element]:
    return [each for each in drawn(picture).iter("rect") if kind in each.get("class", "").split()]


def test_a_week_is_divided_as_effort_was() -> None:
    weeks = charts.by_team([TeamWeek(TODAY, {"O-1": 0.5, "O-2": 0.25}, 0.25), TeamWeek(TODAY, {}, 0.0)])
    assert charts.series(weeks) == ["O-1", "O-2", ""]
    picture = charts.stack(weeks, "Effort")
    heights = [float(each.get("height", 0)) / charts.HEIGHT for each in drawn(picture).iter("rect")]
    assert [round(height, 2) for height in heights] == [0.5, 0.25, 0.25]
    assert [round(float(each.get("y", 0))) for each in blocks(picture, "elsewhere")] == [0], "it lies on top"


def test_what_got_least_is_put_together_where_colours_end() -> None:
    shares = {f"O-{n}": (n + 1) / 100 for n in range(SERIES + 3)}
    (week,) = charts.gathered([Slices(TODAY, {**shares, "": 0.2})])
    assert len(week.shares) == SERIES + 1
    assert round(sum(week.shares.values()), 9) == round(sum(shares.values()) + 0.2, 9)
    assert round(week.shares[OTHERS], 9) == round(sum(sorted(shares.values())[:4]), 9)
    few = [Slices(TODAY, {"O-1": 1.0})]
    assert charts.gathered(few) == few


def test_colours_are_told_apart() -> None:
    keys = [f"O-{n}" for n in range(SERIES)]
    assert len({charts.colour(keys, key) for key in keys}) == SERIES
    assert charts.colour(keys, "") == "elsewhere"


def test_a_share_stands_beside_its_target() -> None:
    picture = charts.share_bar(0.25, 0.5)
    (bar,), (meant,) = blocks(picture, "bar"), blocks(picture, "meant")
    assert float(bar.get("width", 0)) == charts.BAR[0] / 2
    assert float(meant.get("x", 0)) == charts.BAR[0] - 2, "at the edge it is still seen"
    assert blocks(charts.share_bar(None, 0.1), "bar") == []
    assert "25% of effort, 50% meant" in picture


def gap(team: str, points: float) -> TeamGap:
    return TeamGap(goal="O-1", team=team, person_days=1, share=0.5, target=0.5, points=points, health=None, width=0.1)


def test_the_map_leans_as_the_gap_does() -> None:
    picture = charts.heat_map([(HOSTILE, [gap("a", 0.1), gap("b", -0.02), gap("c", 0.0)])], ["a", "b", "c"], 0.1)
    assert [each.get("class") for each in blocks(picture, "cell")] == [
        "cell much shade5",
        "cell little shade1",
        "cell even",
    ]
    assert "<script" not in picture
    assert re.findall(r">([+-]?[\d.]+)</text>", picture) == ["+10.0", "-2.0", "0"]


def flow(**given: Spread) -> Flow:
    spreads = dict.fromkeys(("cycle", "age", "todo_time", "doing_time", "handoffs"), Spread()) | given
    counts = {"finished": 3, "doing": 1, "dated": 0, "moves": 0, "later": 0}
    more = {"per_week": 1.0, "oldest": None, "slowest": (), "completion": Share(9), "on_time": Share()}
    return Flow(**counts, **more, came=(4, 0), left=(1, 2), **spreads)  # type: ignore[arg-type]


def test_what_came_stands_above_what_left() -> None:
    picture = charts.movement(flow())
    came, left = (sum(float(each.get("height", 0)) for each in blocks(picture, kind)) for kind in ("came", "left"))
    assert round(came / left, 2) == round(4 / 3, 2)
    assert "4 came and 3 left in 2 weeks" in picture


def test_times_of_too_few_items_are_not_drawn() -> None:
    assert charts.times(flow()) == ""
    picture = charts.times(flow(cycle=Spread(9, 2.0, 8.0)))
    (half,), (most,) = blocks(picture, "half"), blocks(picture, "most")
    assert round(float(most.get("width", 0)) / float(half.get("width", 0)), 2) == 4.0
    assert "2.0 / 8.0" in picture
