"""The kit finds what is planted, so that its silence on the others means something."""

from collections.abc import Sequence
from importlib import import_module

import pytest

from tests.conformance.conftest import install
from tests.conformance.slips import SLIPS, Slip

pytest_plugins = ["pytester"]

THIRD_PARTY = """
    from planted_todo import plugin
    from tests.conformance import test_todo

    class TestPlanted(test_todo.TestTodo):
        plugin = plugin
"""
OURS = """
    import pytest
    from connectors.github.connector import GitHub
    from tests.conformance import planted, test_github
    from tests.conformance.test_github import github, world

    class TestPlanted(test_github.TestGitHub):
        plugin = planted.plugin_of({name})

        @pytest.fixture
        def source(self):
            return "github"
"""
JIRA = """
    import pytest
    from tests.conformance import planted, test_jira
    from tests.conformance.test_jira import jira, world

    class TestPlanted(test_jira.TestJira):
        plugin = planted.{plugin}

        @pytest.fixture
        def source(self):
            return "jira"
"""
HEARING = [
    ("gullible", "test_a_webhook_that_nobody_signed_is_unauthorized"),
    ("gullible", "test_a_webhook_with_a_changed_byte_is_unauthorized"),
    ("fragile", "test_an_odd_webhook_is_no_bug"),
    ("fragile", "test_one_delivery_has_one_name"),
    ("fragile", "test_a_replay_is_refused_or_known_by_its_name"),
]
CARELESS = [
    ("Leaky", "test_a_wrong_credential_is_unauthorized"),
    ("Chatty", "test_a_whole_run_logs_no_secret"),
    ("Trusting", "test_an_unreadable_answer_is_an_error"),
    ("Trusting", "test_a_wrong_credential_is_unauthorized"),
    ("Trusting", "test_no_status_passes_for_absence"),
    ("Trusting", "test_no_request_of_a_pull_can_fail_unseen"),
    ("Trusting", "test_a_census_that_is_cut_is_an_error"),
    ("Burying", "test_no_status_passes_for_absence"),
    ("Sweeping", "test_a_deletion_takes_nothing_else_along"),
    ("Sharing", "test_streams_pulled_side_by_side_bring_what_they_bring_alone"),
    ("Stubborn", "test_a_write_that_failed_is_not_repeated_by_itself"),
    ("Eager", "test_connecting_makes_no_request"),
    ("Unchecked", "test_an_odd_answer_is_no_bug"),
    ("Wasteful", "test_an_incremental_pull_costs_no_more_than_a_full_one"),
    ("Curt", "test_a_status_says_what_to_do_next"),
    ("Curt", "test_a_tool_that_says_when_is_asked_again_then"),
    ("Curt", "test_a_lost_connection_is_unavailable"),
    ("Curt", "test_nobody_at_the_address_is_unavailable"),
    ("Sulking", "test_after_the_trouble_all_is_well"),
    ("Restless", "test_said_again_it_writes_nothing"),
    ("Restless", "test_none_where_nothing_stands_writes_nothing"),
    ("Blunt", "test_a_refused_write_says_what_to_do_next"),
    ("Blunt", "test_a_tool_that_asks_to_wait_is_written_to_once"),
    ("Appending", "test_a_write_whose_answer_was_lost_is_found_the_next_time"),
    ("Appending", "test_none_takes_it_away"),
]


LOADED = (
    *("connectors.github.page", "connectors.github.write", "connectors.jira.connector", "connectors.transport.github"),
    *("connectors.rest", "connectors.sheets", "connectors.slack", "sandbox.github.graphql.endpoint"),
    *("uvicorn.lifespan.off", "uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.wsproto_impl"),
    *(f"tests.conformance.{each}" for each in ("planted", "test_github", "test_jira", "test_todo")),
)
for each in LOADED:  # here once, or each run below loads them anew, with the vendors' SDKs
    import_module(each)


class Only:
    """Collects no other checks: to collect them all takes longer than to make one."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def pytest_pycollect_makeitem(self, name: str) -> list[pytest.Item] | None:
        others = name.startswith("test_") and not any(each in name for each in self.names)
        return [] if others else None


def failed(pytester: pytest.Pytester, *names: str) -> list[str]:
    """What fails of the checks whose names hold one of these."""
    quiet = ("--disable-plugin-autoload", "-p", "no:unraisableexception", "--tb=no", "-rfE")
    result = pytester.runpytest_inprocess(*quiet, plugins=[Only(names)])
    return [line for line in result.outlines if line.startswith(("FAILED", "ERROR"))]


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_of_a_third_party_is_found(pytester: pytest.Pytester, slip: Slip) -> None:
    pytester.syspathinsert()
    pytester.makepyfile(planted_todo=slip.source, test_planted=THIRD_PARTY)
    install(pytester.path, "todo = planted_todo:plugin")
    found = failed(pytester, f"test_{slip.caught}")
    assert found
    assert all(line.startswith("FAILED") and f"::test_{slip.caught}" in line for line in found)


@pytest.mark.parametrize(("name", "caught"), CARELESS)
def test_carelessness_over_http_is_found(pytester: pytest.Pytester, name: str, caught: str) -> None:
    pytester.makepyfile(test_planted=OURS.format(name=f"planted.{name}"))
    found = failed(pytester, caught)
    assert found
    assert all(line.startswith("FAILED") and caught in line for line in found)


def test_where_nothing_is_planted_nothing_is_found(pytester: pytest.Pytester) -> None:
    """The rest of these checks is made in test_github.py."""
    pytester.makepyfile(test_planted=OURS.format(name="GitHub"))
    quick = ("unauthorized", "logs_no_secret", "taken_for_deleted", "not_repeated", "makes_no_request", "odd_answer_is")
    assert failed(pytester, *quick) == []


@pytest.mark.parametrize(("intake", "caught"), HEARING)
def test_a_webhook_that_is_believed_too_easily_is_found(pytester: pytest.Pytester, intake: str, caught: str) -> None:
    pytester.makepyfile(test_planted=JIRA.format(plugin=f"hearing(planted.{intake})"))
    found = failed(pytester, caught)
    assert found
    assert all(line.startswith("FAILED") and caught in line for line in found)


def test_a_key_for_an_id_is_found(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_planted=JIRA.format(plugin="renaming()"))
    assert any(
        line.startswith("FAILED") and "test_a_moved_item_keeps_its_id" in line
        for line in failed(pytester, "moved_item")
    )
