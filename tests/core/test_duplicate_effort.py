"""D15 on both sides of its limits."""

from typing import Any

import pytest

from core.detectors import duplicate_effort
from core.facts import OpenItem, PairFact
from core.findings import Observation
from tests.core.worlds import ago, facts


def item(number: int, source: str = "jira", **given: Any) -> OpenItem:
    """The higher the number, the later it was created."""
    values: dict[str, Any] = {"title": f"Item {number}", "url": "u", "created": ago(50 - number), "team": "pay"}
    return OpenItem(key=f"{source}:PAY-{number}", source=source, **{**values, **given})


def pair(one: int = 1, other: int = 2, likeness: float = 1.0, words: int = 5, quoted: Any = ()) -> PairFact:
    return PairFact(first=item(one), second=item(other, team="web"), likeness=likeness, words=words, quoted=quoted)


def judged(*given: PairFact, **settings: Any) -> list[Observation]:
    return list(duplicate_effort.judge(facts(like_items=given), duplicate_effort.Settings(**settings)))


@pytest.mark.parametrize(
    ("likeness", "words", "expected"), [(0.8, 3, 1), (0.79, 3, 0), (1.0, 2, 0), (0.8, 2, 0), (1.0, 3, 1)]
)
def test_likeness_and_words(likeness: float, words: int, expected: int) -> None:
    assert len(judged(pair(likeness=likeness, words=words))) == expected


def test_what_both_quote_counts_whatever_they_are_called() -> None:
    (one,) = judged(pair(likeness=0, words=0, quoted=("https://a/1",)))
    assert one.says == "may be done twice: “Item 2” (jira:PAY-2, team web) quotes https://a/1 too"


def test_what_it_says() -> None:
    first, second = item(1, goal="O-1"), item(2, "github", team=None)
    (one,) = judged(PairFact(first=first, second=second, likeness=0.8333, words=5))
    assert (one.subject.key, one.severity, one.since, one.goal, one.team) == (
        "jira:PAY-1",
        "info",
        ago(48),
        "O-1",
        "pay",
    )
    assert one.says == "may be done twice: “Item 2” (github:PAY-2) says nearly the same"
    assert one.streams == ("github", "jira")
    assert one.evidence == {
        "others": [{"item": "github:PAY-2", "title": "Item 2", "team": None, "url": "u"}],
        "quoted": [],
        "likeness": {"jira:PAY-1 github:PAY-2": 0.83},
    }


def test_what_hangs_together_is_told_once_at_the_first_of_it() -> None:
    (one,) = judged(pair(2, 3), pair(1, 3, likeness=0.8), pair(3, 4))
    assert one.subject.key == "jira:PAY-1"
    assert [other["item"] for other in one.evidence["others"]] == ["jira:PAY-2", "jira:PAY-3", "jira:PAY-4"]
    assert len(judged(pair(1, 2), pair(3, 4))) == 2


@pytest.mark.parametrize(("items", "expected"), [(5, 1), (6, 0)])
def test_what_too_many_have_in_common_is_a_form(items: int, expected: int) -> None:
    assert len(judged(*(pair(1, number) for number in range(2, items + 1)))) == expected


def test_settings_move_the_limits() -> None:
    assert len(judged(pair(likeness=0.75), min_likeness_share=0.75)) == 1
    assert len(judged(pair(words=2), min_words=2)) == 1
    assert judged(pair(1, 2), pair(2, 3), max_items=2) == []
