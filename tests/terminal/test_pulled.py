"""The table that follows a sync, and the list of what could not be read, at any width."""

from datetime import UTC, datetime

from rich.console import Console, RenderableType

from core.contract import Stream
from core.facts import RowFact
from fairlead import screen
from scheduler.told import Pulled
from store.pulls import Counts

SINCE = datetime(2026, 6, 17, 8, tzinfo=UTC)
NOTHING = Counts()


def shown(what: RenderableType, width: int = 80) -> list[str]:
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(what)
    return [line.rstrip() for line in captured.get().splitlines()]


def pulled(container: str, counts: Counts = NOTHING, error: str | None = None) -> Pulled:
    return Pulled("github", Stream("review_comments", container), counts, error=error)


def test_columns_of_which_nothing_came_are_left_out() -> None:
    rows = [pulled("acme/web", Counts(new=1_200, facets=3, statements=1)), pulled("acme/pay")]
    assert shown(screen.pulled(rows), 60) == [
        "tool    what             streams    new  stated",
        "github  review_comments        2  1,200       4",
    ]
    assert shown(screen.pulled([pulled("acme/web")]))[-1] == "Nothing new."


def test_a_tool_that_gives_one_answer_to_everything_is_told_of_once() -> None:
    limited = [pulled(repo, error=f"github: GET /{repo} answered 429: wait") for repo in ("a", "b", "c")]
    rows = [*limited, pulled("d", error="github: GET /d answered 404: name it right")]
    lines = shown(screen.pulled(rows))
    assert [line.split() for line in lines[1:5]] == [["github", "review_comments", each, "failed"] for each in "abcd"]
    assert lines[5:] == [
        "✗ github: GET /a answered 429: wait (and 2 more like this)",
        "✗ github: GET /d answered 404: name it right",
    ]


def test_many_that_failed_are_counted() -> None:
    rows = [pulled(f"acme/{number}", error="github: no answer") for number in range(30)]
    assert shown(screen.pulled([*rows, pulled("acme/web")]))[1:] == [
        "github  review_comments                   1",
        "github  review_comments (30 of 31)   failed",
        "✗ github: no answer",
    ]


def test_what_could_not_be_read_is_named_by_tool_and_place() -> None:
    rows = [
        RowFact("jira", "jira issue 10063", "it has no key", SINCE, True),
        RowFact("sheets", "OKRs!K19", "“ask finance” is not a number", SINCE, False),
    ]
    assert shown(screen.unread_table(rows)) == [
        "   where             why                            since",
        "▲  jira issue 10063  it has no key                  2026-06-17",
        "·  sheets OKRs!K19   “ask finance” is not a number  2026-06-17",
        "▲ left out  · read without this value",
    ]
    assert shown(screen.unread_table([])) == ["Everything that the tools show could be read."]
