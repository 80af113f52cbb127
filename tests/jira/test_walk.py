"""A search is walked to its end and no further, whatever happens to its pages on the way: nothing is lost."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.jira.settings import Deployment
from core.contract import Refused, Unavailable
from core.records import Checkpoint, Item
from sandbox.faults import Fault
from sandbox.history import Exchange
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import NOW, Connect
from tests.jira.test_pull import PAY, items, pulled, searches

ON_PREMISES = pytest.mark.parametrize("deployment", ["data-center"])


def filled(state: JiraState, count: int, page: int, every: timedelta = timedelta(minutes=1)) -> list[str]:
    state.page_limit = page
    return [state.create_issue("PAY", "Task", str(n), reporter="ada", at=NOW + n * every) for n in range(count)]


def test_a_token_that_ends_on_the_way_costs_a_page_and_no_issue(state: JiraState, connect: Connect) -> None:
    keys = filled(state, 9, 3)
    got: list[str] = []
    for record in connect().pull(PAY, None):
        if isinstance(record, Item):
            got.append(record.key)
        elif isinstance(record, Checkpoint) and len(got) == 6:
            state.clock.advance(timedelta(days=8))
    assert got == keys


@pytest.mark.parametrize("status", [400, 410])
def test_a_token_that_is_never_taken_still_leads_to_the_end(
    state: JiraState, sandbox: Sandbox, connect: Connect, status: int
) -> None:
    keys = filled(state, 7, 3)
    sandbox.faults.append(Fault("jira", "nextPageToken", times=None, status=status, body=b"{}"))
    assert list(items(pulled(connect())[0])) == keys


def test_it_does_not_begin_again_where_it_gets_nowhere(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    filled(state, 7, 3, timedelta(0))
    sandbox.faults.append(
        Fault("jira", "nextPageToken", times=None, status=400, body=b'{"errorMessages": ["Invalid"]}')
    )
    with pytest.raises(Refused, match="Invalid"):
        pulled(connect())
    assert len(searches(sandbox)) <= 4


def test_a_site_that_gives_the_same_token_again_and_again_is_read_whole(state: JiraState, connect: Connect) -> None:
    keys = filled(state, 9, 3)
    state.quirks.token_loops = True
    assert list(items(pulled(connect())[0])) == keys


def test_the_same_token_where_nothing_leads_on_ends(state: JiraState, connect: Connect) -> None:
    filled(state, 9, 3, timedelta(0))
    state.quirks.token_loops = True
    with pytest.raises(Unavailable, match="earlier page"):
        pulled(connect())


def test_tokens_without_end_that_lead_nowhere_end(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    sandbox._observe = None
    for n in range(99):
        body = json.dumps({"issues": [], "nextPageToken": f"t{n}"}).encode()
        sandbox.faults.append(Fault("jira", "search/jql", status=200, body=body))
    with pytest.raises(Unavailable, match="without anything new"):
        pulled(connect())


def test_short_and_empty_pages_are_no_end(state: JiraState, connect: Connect) -> None:
    keys = filled(state, 9, 3)
    state.quirks.page_sizes = [2, 0, 1, 3]
    assert list(items(pulled(connect())[0])) == keys


def test_progress_tells_how_many_are_still_to_come(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    filled(state, 7, 3)
    connector = connect()
    _, points = pulled(connector)
    assert [(point.done, point.total) for point in points] == [(3, 7), (6, 7), (7, 7)]
    rest = pulled(connector, cursor=points[0].cursor)[1]
    assert {point.total for point in rest} == {5}
    assert sum("approximate-count" in exchange.path for exchange in sandbox.history) == 2


def test_one_page_is_not_counted_before(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    filled(state, 2, 3)
    assert [point.total for point in pulled(connect())[1]] == [2]
    assert not [exchange for exchange in sandbox.history if "approximate-count" in exchange.path]


def test_a_site_that_does_not_count_is_read_all_the_same(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    filled(state, 7, 3)
    sandbox.faults.append(Fault("jira", "approximate-count", times=None, status=404, body=b"{}"))
    assert [(point.done, point.total) for point in pulled(connect())[1]] == [(3, 3), (6, 6), (7, 7)]


def test_a_cut_scan_goes_on_however_many_were_made_in_one_second(state: JiraState, connect: Connect) -> None:
    keys = filled(state, 8, 3, timedelta(milliseconds=100))
    connector = connect()
    scan = connector.pull(PAY, None)
    got: set[str] = set()
    for record in scan:
        if isinstance(record, Item):
            got.add(record.key)
        elif isinstance(record, Checkpoint):
            cursor = record.cursor
            break
    assert got | items(pulled(connector, cursor=cursor)[0]).keys() == {*keys}


@ON_PREMISES
class TestByOffset:
    """Data Center's pages shift when issues leave or enter the search between two of them."""

    def test_issues_that_go_on_the_way_take_no_other_along(
        self, state: JiraState, sandbox: Sandbox, connect: Connect, deployment: Deployment
    ) -> None:
        keys = filled(state, 90, 30)
        gone = {*keys[3:7], *keys[20:28]}

        def go() -> None:
            for key in gone:
                state.delete(key)

        self._between(sandbox, 1, go)
        assert {*keys} - gone <= items(pulled(connect())[0]).keys()

    def test_few_that_go_are_bridged_by_the_overlap(
        self, state: JiraState, sandbox: Sandbox, connect: Connect, deployment: Deployment
    ) -> None:
        keys = filled(state, 90, 30)
        self._between(sandbox, 1, lambda: state.delete(keys[4]))
        assert {*keys} - {keys[4]} <= items(pulled(connect())[0]).keys()
        assert len(searches(sandbox)) == 4

    def test_a_page_that_is_not_the_one_asked_for_is_no_page(
        self, state: JiraState, sandbox: Sandbox, connect: Connect, deployment: Deployment
    ) -> None:
        sandbox._observe = None
        filled(state, 6, 6, timedelta(0))
        issue = json.dumps(state.issue("PAY-1"))
        body = f'{{"startAt": 0, "total": 40, "issues": [{issue}]}}'.encode()
        sandbox.faults.append(Fault("jira", "/search", times=None, status=200, body=body))
        with pytest.raises(Unavailable, match="earlier page"):
            pulled(connect())

    @staticmethod
    def _between(sandbox: Sandbox, number: int, act: Callable[[], None]) -> None:
        """Does it after the search of this number."""
        check, seen = sandbox._observe, iter(range(99))

        def observe(exchange: Exchange) -> None:
            if check:
                check(exchange)
            if exchange.path.endswith("/search") and next(seen) == number:
                act()

        sandbox._observe = observe
