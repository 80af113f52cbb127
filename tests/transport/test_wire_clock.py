"""Waiting is done on the clock that the wire brings, so that whoever tests a connector need not wait."""

from contextlib import closing

from connectors.transport import Http
from core.contract import Wire
from tests.transport.rawserver import RawServer, answer


class Watch:
    """Stands still but for sleeping."""

    def __init__(self) -> None:
        self.slept = 0.0

    def sleep(self, seconds: float, /) -> None:
        self.slept += seconds

    def monotonic(self) -> float:
        return self.slept


def test_a_named_wait_passes_on_the_wires_clock() -> None:
    watch = Watch()
    refused = answer(b"{}", "429 Too Many Requests", Retry_After="7")
    with (
        RawServer(refused, refused, answer(b"{}")) as tool,
        closing(Http(tool.url, tool="any", wire=Wire(clock=watch))) as http,
    ):
        assert http.get("/").status_code == 200
    assert 14 <= watch.slept < 60
