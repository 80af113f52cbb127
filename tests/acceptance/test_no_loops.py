"""Own writes trigger nothing, nor do those of others who answer them (P16)."""

import re
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from fairlead.demo.house import settle
from sandbox.company import Company
from sandbox.history import Exchange
from scheduler.hub import open_hub
from tests.acceptance.kept import begun, travelled
from tests.acceptance.noted import noted
from tests.acceptance.road import Scene, Waiting
from tests.checker import makes
from tests.seeds import SOAK

ROUNDS = 6 if SOAK else 4
MINUTES = 10  # figures and deadlines of their own accord change little in an hour


class Answering:
    """A robot that has something to say to every comment of ours, under an account that looks like a person's or not."""

    def __init__(self, *, human: bool) -> None:
        self.human, self.answers = human, 0
        self.company: Company | None = None

    def __call__(self, exchange: Exchange) -> None:
        if self.company is None or not makes(exchange):
            return
        tools, person = self.company.tools, next(each for each in self.company.staff if each.on_github)
        if found := re.fullmatch(r"/repos/(.+)/issues/(\d+)/comments", exchange.path):
            by = person.login if self.human else "dependabot[bot]"
            tools.github.comment(found[1], int(found[2]), "Noted!", by=by)
            self.answers += 1
        elif found := re.search(r"/issue/([^/]+)/comment$", exchange.path):
            tools.jira.comment(found[1], "Noted!", by=person.jira)
            self.answers += 1


def rounds(*hubs: Scene) -> list[int]:
    """How much is written in each of some rounds, in which nobody of the company does anything."""
    counts = []
    for _ in range(ROUNDS):
        before = len(hubs[0].writes)
        for hub in hubs:
            hub.travel()
            hub.write()
        counts.append(len(hubs[0].writes) - before)
        hubs[0].wait(minutes=MINUTES)
    return counts


def test_two_hubs_on_the_same_tools_leave_each_other_in_peace(tmp_path: Path) -> None:
    """Each with a database and a key of its own, under one account."""
    with begun(travelled, tmp_path, 5) as one, ExitStack() as stack:
        config = settle(one.company, one.opened.sandbox.urls, tmp_path / "two")
        hub = stack.enter_context(open_hub(config, one.company.clock, Waiting(one.opened)))
        two = replace(one, hub=hub, config=config)
        first, *others = rounds(one, two)
        assert first > 50
        assert others == [0] * (ROUNDS - 1)
        assert set(noted(one.opened).values()) == {1}
        assert one.marks.isdisjoint(two.marks)
        one.opened.sandbox.history[:] = [each for each in one.opened.sandbox.history if not _of(each, two.marks)]


def _of(exchange: Exchange, marks: set[str]) -> bool:
    """The checker of the scene knows the marks of one hub."""
    return any(mark.encode() in exchange.request_body or mark in exchange.query for mark in marks)


@pytest.mark.parametrize("human", [False, True], ids=["robot", "as if a person"])
def test_whoever_answers_each_comment_gets_no_conversation(tmp_path: Path, human: bool) -> None:
    bot = Answering(human=human)
    with begun(travelled, tmp_path, 5, observe=bot) as now:
        bot.company = now.company
        counts = rounds(now)
        commented = bot.answers
        assert commented > 10
        assert sum(counts[2:]) == 0, counts
