"""Checks of trouble: each way in which a tool fails ends in the error that says what to do next, soon, and without a secret."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from core.contract import Connector, ConnectorError, Refused, Stream, Unauthorized, Unavailable
from core.records import Goal, Item, Tombstone
from fairlead.testing.fixtures import Connect, Fixtures, Hurry, error_of
from fairlead.testing.mirror import Name, Pulled, name, pulled
from fairlead.testing.relay import Relay, Trouble

Hides = Callable[[object], None]
Names = set[Name]
LATER, DAY = {"Retry-After": "7200"}, 86_400.0  # seconds
SHARED = 8  # statuses that one connector meets
MOST = 20  # requests of one pull that fail in turn
TRIES = 10  # of one request; it may be asked twice in one action

STATUSES = {
    "401": (Trouble(401), Unauthorized),
    "403": (Trouble(403), Unauthorized),
    "404": (Trouble(404), Refused),
    "429": (Trouble(429, {"Retry-After": "7"}), Unavailable),
    "500": (Trouble(500), Unavailable),
    "502": (Trouble(502), Unavailable),
    "503": (Trouble(503, {"Retry-After": "3"}), Unavailable),
    "504": (Trouble(504), Unavailable),
}
UNREADABLE = {
    "empty": Trouble(spoil=lambda _: b""),
    "cut in the middle": Trouble(spoil=lambda body: body[: len(body) // 2]),
    "no JSON": Trouble(200, body=b"upstream is not ready"),
    "a web page": Trouble(200, {"Content-Type": "text/html"}, b"<html>Please sign in</html>"),
    "no text": Trouble(200, body=b"\xff\xfe\x00\xd8"),
    "too deep": Trouble(200, body=b"[" * 100_000),
    "redirect": Trouble(302, {"Location": "https://elsewhere.invalid/"}),
}
ODD = (b"null", b"[]", b"{}", b"[null]", b"0", b'"text"', b"[{}]", b'{"ok": true}', b'{"message": null, "errors": [1]}')


class InTrouble(Fixtures):
    @pytest.mark.parametrize("status", STATUSES)
    def test_a_status_says_what_to_do_next(self, connect: Connect, relay: Relay, hides: Hides, status: str) -> None:
        trouble, expected = STATUSES[status]
        for action in _readings(connect):
            relay.make(trouble)
            start = len(relay.requests)
            error = error_of(action)
            assert isinstance(error, expected), f"{status} gave {error!r}, not {expected.__name__}"
            tries = len(relay.requests) - start
            assert tries <= (TRIES if expected is Unavailable else 3), f"{status} was asked {tries} times"
            hides(error)
            relay.mend()

    def test_a_tool_that_says_when_is_asked_again_then(self, connect: Connect, relay: Relay) -> None:
        relay.make(STATUSES["429"][0])
        error = error_of(connect().check)
        assert isinstance(error, Unavailable)
        assert error.after is not None
        assert 1 <= error.after <= 60, "Retry-After was 7 seconds"

    def test_after_the_trouble_all_is_well(self, connect: Connect, relay: Relay, clock: Hurry) -> None:
        for trouble, _ in STATUSES.values():
            connector = connect()
            relay.make(trouble)
            assert error_of(connector.check)
            relay.mend()
            clock.sleep(3600)
            assert connector.check().account

    @pytest.mark.parametrize("kind", UNREADABLE)
    def test_an_unreadable_answer_is_an_error(self, connect: Connect, relay: Relay, hides: Hides, kind: str) -> None:
        for action in _readings(connect):
            relay.make(UNREADABLE[kind])
            error = error_of(action)
            assert isinstance(error, ConnectorError), "an answer that cannot be read passed for an empty one"
            hides(error)
            relay.mend()

    def test_an_odd_answer_is_no_bug(self, connect: Connect, relay: Relay) -> None:
        for body in ODD:
            for action in _readings(connect):
                relay.make(Trouble(200, body=body))
                error_of(action)
                relay.mend()

    def test_a_lost_connection_is_unavailable(self, connect: Connect, relay: Relay, hides: Hides) -> None:
        for action in _readings(connect):
            relay.make(Trouble(lost=True))
            error = error_of(action)
            assert isinstance(error, Unavailable), repr(error)
            hides(error)
            relay.mend()

    def test_no_status_passes_for_absence(self, connect: Connect, relay: Relay, clock: Hurry) -> None:
        """Each status from 400 to 599 at ever other requests of ever other streams: the pull ends with an error, or with all
        that is there. Only 410 says that something is gone. Each comes a day after the one before, to a new connector now and
        then. Those of the tool's own trouble name too long a wait to try again: that is checked elsewhere."""
        streams = connect().streams()
        whole = {stream: _requests(connect, stream, relay) for stream in streams}
        for number, status in enumerate(range(400, 600)):
            if number % SHARED == 0:
                connector = connect()
            stream = streams[number % len(streams)]
            full, requests = whole[stream]
            trouble = Trouble(status, LATER if status >= 500 else {}, spare=number // len(streams) % max(requests, 1))
            self._meets(connector, relay, stream, full, trouble)
            clock.sleep(DAY)

    def test_no_request_of_a_pull_can_fail_unseen(self, connect: Connect, relay: Relay) -> None:
        for stream in connect().streams():
            full, requests = _requests(connect, stream, relay)
            for spare in range(min(requests, MOST)):
                for status in (403, 404, 500):
                    self._meets(connect(), relay, stream, full, Trouble(status, spare=spare))

    def _meets(self, connector: Connector, relay: Relay, stream: Stream, full: Names, trouble: Trouble) -> None:
        found: Pulled = []
        relay.make(trouble)
        error = error_of(lambda: found.extend(connector.pull(stream, None)))
        relay.mend()
        said = f"{trouble.status} after {trouble.spare} requests of {stream}"
        assert error or full <= _names(found), f"{said} passed for the absence of {sorted(full - _names(found))[:5]}"
        buried = [each.id for each in found if isinstance(each, Tombstone) and trouble.status != 410]
        assert not buried, f"{said} passed for the deletion of {buried[:5]}"

    @pytest.mark.usefixtures("relay")
    def test_nobody_at_the_address_is_unavailable(self, connect: Connect, hides: Hides) -> None:
        connector = connect({"base_url": "http://127.0.0.1:9"})
        error = error_of(connector.check)
        assert isinstance(error, Unavailable), repr(error)
        hides(error)


def _names(records: Pulled) -> Names:
    return {name(each) for each in records if isinstance(each, Item | Goal)}


def _requests(connect: Connect, stream: Stream, relay: Relay) -> tuple[Names, int]:
    """What a full pull names, and how many requests it takes."""
    before = len(relay.requests)
    found = pulled(connect(), stream)
    return _names(found), len(relay.requests) - before


def _readings(connect: Connect) -> Iterator[Callable[[], object]]:
    """The check, and a full pull of each stream, each with a connector that has seen no trouble yet."""
    streams = connect().streams()
    yield connect().check
    for stream in streams:
        yield partial(pulled, connect(), stream)
