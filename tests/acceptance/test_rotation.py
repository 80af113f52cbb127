"""Tokens are replaced while a hub stays open: what it does next, it does with the new ones (S22, P11)."""

import logging
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from connectors.rotation import LOOK
from sandbox.history import TOOLS, Exchange, Tool
from scheduler.planning import plan_writes
from tests.acceptance.road import Scene, scene


@pytest.fixture
def now(tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path, 61, people=16) as opened:
        opened.travel()
        yield opened


def rotate(now: Scene, version: int) -> Mapping[Tool, str]:
    """The tools take other tokens from now on, which stand where the settings say. Gives the old ones."""
    states = {tool: getattr(now.company.tools, tool) for tool in TOOLS}
    old = {tool: str(state.token) for tool, state in states.items()}
    for tool, state in states.items():
        token = f"canary.{tool}.token.{version}"
        now.opened.sandbox.call(partial(setattr, state, "token", token))
        fresh = now.config.parent / "fresh"
        fresh.write_text(token)
        fresh.replace(now.config.parent / f"{tool}.token")
    return old


def is_refusal(each: Exchange) -> bool:
    told = each.response_headers.get("x-seraph-loginreason", "") + each.response_body[:100].decode(errors="replace")
    return each.status == 401 or "AUTHENTICATED_FAILED" in told or "invalid_auth" in told


def stale(history: list[Exchange]) -> list[str]:
    """What each request with a credential that its tool had refused before was for."""
    refused, found = set[tuple[str, str]](), []
    for each in history:
        sent = each.tool, each.request_headers.get("authorization", "")
        if sent in refused:
            found.append(f"{each.tool} {each.method} {each.path}")
        if is_refusal(each):
            refused.add(sent)
    return found


def test_the_next_pull_and_the_next_write_use_the_new_tokens(now: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    history, began = now.opened.sandbox.history, len(now.opened.sandbox.history)
    before = rotate(now, 1)
    now.travel()
    assert {each.tool for each in history[began:] if is_refusal(each)} == set(TOOLS)
    rotate(now, 2)
    applied = now.write()
    assert (applied.failed, applied.waiting) == ((), ())
    assert {tool for tool, _, _ in applied.done} == set(TOOLS)
    assert plan_writes(now.hub).plan.operations == ()
    assert stale(history[began:]) == []
    assert "canary." not in caplog.text
    assert not [token for token in before.values() if token in caplog.text]


def test_a_token_that_is_replaced_before_it_is_refused_is_never_refused(now: Scene) -> None:
    history, began = now.opened.sandbox.history, len(now.opened.sandbox.history)
    rotate(now, 1)
    now.wait(seconds=LOOK)
    now.travel()
    assert not [each for each in history[began:] if is_refusal(each)]
