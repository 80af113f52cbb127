"""Checks of writing: each verb states an end result, so saying it again changes nothing, and what others wrote stays."""

import logging
from dataclasses import replace
from functools import partial
from typing import ClassVar

import pytest

from core.contract import Refused, Unavailable
from fairlead.testing.desk import FIRST, SAYINGS, SECOND, Desk
from fairlead.testing.fixtures import Connect, Fixtures, error_of
from fairlead.testing.relay import Relay, Trouble
from fairlead.testing.trouble import ODD, STATUSES, Hides
from fairlead.testing.world import Verb, World


class Writing(Fixtures):
    """`writes` names the connector's verbs; each check below is made of each."""

    writes: ClassVar[tuple[Verb, ...]] = ()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "verb" in metafunc.fixturenames:
            metafunc.parametrize("verb", self.writes)

    @pytest.fixture
    def desk(self, verb: Verb, world: World, connect: Connect) -> Desk:
        assert verb in world.places, f'say in World.places["{verb}"] where the kit may try it'
        place = world.places[verb]
        assert place.standing() == [], "begin with a place where nothing of ours stands"
        return Desk(verb, place, connect)

    def test_its_verbs_are_those_named(self, connect: Connect) -> None:
        connector = connect()
        found = {verb for verb, saying in SAYINGS.items() if isinstance(connector, saying.protocol)}
        assert found == set(self.writes), "set `writes` in the test class to the verbs that the connector has"

    def test_said_twice_it_stands_once(self, desk: Desk) -> None:
        ref = desk.say(FIRST)
        assert desk.shows(FIRST), desk.place.standing()
        assert desk.say(FIRST, ref) == ref
        assert desk.shows(FIRST), desk.place.standing()

    def test_it_is_found_again_without_its_ref(self, desk: Desk) -> None:
        """The hub's database was lost; its marks in the tools were not."""
        ref = desk.say(FIRST)
        assert desk.say(FIRST) == ref
        assert desk.shows(FIRST), desk.place.standing()

    @pytest.mark.parametrize("known", [True, False], ids=["with its ref", "without"])
    def test_said_again_it_writes_nothing(self, desk: Desk, relay: Relay, known: bool) -> None:
        ref = desk.say(FIRST)
        written = len(relay.writes)
        assert written > 0, "a write went past the kit: the settings' base_url leads to another server"
        desk.say(FIRST, ref if known else None)
        assert relay.writes[written:] == []

    @pytest.mark.parametrize("known", [True, False], ids=["with its ref", "without"])
    def test_a_change_is_made_in_place(self, desk: Desk, known: bool) -> None:
        ref = desk.say(FIRST)
        assert desk.say(SECOND, ref if known else None) == ref
        assert desk.shows(SECOND), desk.place.standing()

    @pytest.mark.parametrize("known", [True, False], ids=["with its ref", "without"])
    def test_none_takes_it_away(self, desk: Desk, known: bool) -> None:
        ref = desk.say(FIRST)
        for _ in range(2):
            assert desk.say(None, ref if known else None) is None
            assert desk.place.standing() == []

    def test_none_where_nothing_stands_writes_nothing(self, desk: Desk, relay: Relay) -> None:
        assert desk.say(None) is None
        assert relay.writes == []

    def test_what_was_taken_away_can_be_said_again(self, desk: Desk) -> None:
        """With a ref that leads nowhere any more."""
        ref = desk.say(FIRST)
        desk.say(None, ref)
        desk.say(SECOND, ref)
        assert desk.shows(SECOND), desk.place.standing()

    def test_what_others_wrote_is_untouched(self, desk: Desk) -> None:
        before = desk.place.foreign()
        assert before, "put something there that somebody else wrote"
        ref = desk.say(FIRST)
        assert desk.place.foreign() == before
        desk.say(SECOND, ref)
        assert desk.place.foreign() == before
        desk.say(None, ref)
        assert desk.place.foreign() == before

    def test_a_copied_mark_is_not_ours(self, desk: Desk) -> None:
        if desk.place.copied is None:
            pytest.skip("nobody can copy a mark there")
        desk.say(FIRST)
        desk.place.copied()
        before = desk.place.foreign()
        desk.say(SECOND)
        assert desk.shows(SECOND), desk.place.standing()
        desk.say(None)
        assert desk.place.standing() == []
        assert desk.place.foreign() == before

    def test_after_a_look_ahead_it_is_the_same(self, desk: Desk, relay: Relay) -> None:
        """Said it stands once; said again nothing is written, as if the hub's database had been lost; and it goes."""
        if not desk.looks_ahead:
            pytest.skip("it looks at one place at a time")
        before, ref = desk.place.foreign(), desk.say(FIRST, ahead=True)
        assert desk.shows(FIRST), desk.place.standing()
        written = len(relay.writes)
        assert desk.say(FIRST, ahead=True) == ref
        assert relay.writes[written:] == []
        assert desk.say(None, ahead=True) is None
        assert desk.place.standing() == []
        assert desk.place.foreign() == before

    def test_read_only_sends_no_write(self, desk: Desk, running_relay: Relay) -> None:
        error = error_of(lambda: desk.say(FIRST, read_only=True))
        assert isinstance(error, Refused), repr(error)
        assert running_relay.writes == []
        assert desk.place.standing() == []

    def test_a_write_that_failed_is_not_repeated_by_itself(self, desk: Desk, relay: Relay) -> None:
        relay.make(Trouble(500, only_writes=True))
        error = error_of(lambda: desk.say(FIRST))
        assert isinstance(error, Unavailable), repr(error)
        assert error.ambiguous, "nobody knows whether the tool did it"
        assert len(relay.writes) == 1

    def test_a_write_whose_answer_was_lost_is_found_the_next_time(self, desk: Desk, relay: Relay) -> None:
        relay.make(Trouble(lost=True, only_writes=True))
        error = error_of(lambda: desk.say(FIRST))
        assert isinstance(error, Unavailable), repr(error)
        assert error.ambiguous, "it was done"
        relay.mend()
        desk.say(FIRST)
        assert desk.shows(FIRST), desk.place.standing()

    def test_a_tool_that_asks_to_wait_is_written_to_once(self, desk: Desk, relay: Relay) -> None:
        relay.make(Trouble(429, {"Retry-After": "7"}, only_writes=True))
        error = error_of(lambda: desk.say(FIRST))
        assert isinstance(error, Unavailable), repr(error)
        relay.mend()
        desk.say(FIRST)
        assert desk.shows(FIRST), desk.place.standing()

    @pytest.mark.parametrize("status", STATUSES)
    def test_a_refused_write_says_what_to_do_next(self, desk: Desk, relay: Relay, hides: Hides, status: str) -> None:
        trouble, expected = STATUSES[status]
        relay.make(replace(trouble, only_writes=True))
        error = error_of(lambda: desk.say(FIRST))
        assert isinstance(error, expected), f"{status} gave {error!r}, not {expected.__name__}"
        hides(error)

    def test_writing_logs_no_secret(
        self, desk: Desk, relay: Relay, caplog: pytest.LogCaptureFixture, hides: Hides
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            desk.say(FIRST)
            for trouble, _ in STATUSES.values():
                relay.make(replace(trouble, only_writes=True))
                error_of(lambda: desk.say(SECOND))
        hides(caplog.text)

    @pytest.mark.parametrize(("spare", "text"), [(0, SECOND), (1, SECOND), (2, SECOND), (0, None)])
    def test_an_odd_answer_while_writing_is_no_bug(
        self, desk: Desk, relay: Relay, spare: int, text: str | None
    ) -> None:
        desk.say(FIRST)
        for body in ODD[:4]:
            relay.make(Trouble(200, body=body, spare=spare))
            error_of(partial(desk.say, text))
            relay.mend()
