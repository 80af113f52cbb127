"""The kit finds what is planted, so that its silence on the others means something."""

import pytest

import tests.conformance.test_github  # here once, or each run below loads GitHub's SDK anew
import tests.conformance.test_todo  # noqa: F401
from tests.conformance.conftest import install
from tests.conformance.planted import SLIPS, Slip

pytest_plugins = ["pytester"]

THIRD_PARTY = """
    from planted_todo import plugin
    from tests.conformance import test_todo

    class TestPlanted(test_todo.TestTodo):
        plugin = plugin
"""
OURS = """
    from tests.conformance import planted, test_github
    from tests.conformance.test_github import github, world

    class TestPlanted(test_github.TestGitHub):
        plugin = planted.plugin_of(planted.{name})
"""


def failed(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    result = pytester.runpytest_inprocess("--disable-plugin-autoload", "--tb=no", "-rfE", *arguments)
    return [line for line in result.outlines if line.startswith(("FAILED", "ERROR"))]


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_of_a_third_party_is_found(pytester: pytest.Pytester, slip: Slip) -> None:
    pytester.syspathinsert()
    pytester.makepyfile(planted_todo=slip.source, test_planted=THIRD_PARTY)
    install(pytester.path, "todo = planted_todo:plugin")
    found = failed(pytester, "-k", slip.caught)
    assert found
    assert all(f"::test_{slip.caught}" in line for line in found)


@pytest.mark.parametrize(
    ("name", "caught"),
    [
        ("Leaky", "test_a_wrong_credential_is_unauthorized"),
        ("Trusting", "test_an_unreadable_answer_is_an_error"),
        ("Trusting", "test_a_wrong_credential_is_unauthorized"),
        ("Stubborn", "test_a_write_that_failed_is_not_repeated_by_itself"),
        ("Eager", "test_connecting_makes_no_request"),
        ("Unchecked", "test_an_odd_answer_is_no_bug"),
    ],
)
def test_carelessness_over_http_is_found(pytester: pytest.Pytester, name: str, caught: str) -> None:
    pytester.makepyfile(test_planted=OURS.format(name=name))
    found = failed(pytester, "-k", caught)
    assert found
    assert all(caught in line for line in found)
