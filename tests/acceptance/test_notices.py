"""P11, P12: a tool that is away for a day is one message when it has failed for a while, and one when it is back."""

from pathlib import Path

from sandbox.faults import Fault
from sandbox.history import Exchange
from tests.acceptance.kept import begun, written
from tests.acceptance.road import Scene

AWAY, DENIED = Fault("github", "", None, 503), Fault("jira", "", None, 401, body=b'{"message":"Bad credentials"}')


def posts(now: Scene, words: str) -> list[Exchange]:
    """What rang in a channel and said so."""
    rang = [each for each in now.writes if each.path.endswith("chat.postMessage") and each.status == 200]
    return [
        each for each in rang if words in each.request_body.decode() and "thread_ts" not in each.request_body.decode()
    ]


def pass_by(now: Scene, **time: float) -> None:
    now.wait(**time)
    now.travel(trouble=True)
    now.write()


def test_one_notice_out_and_one_back(tmp_path: Path) -> None:
    with begun(written, tmp_path, 61) as now:
        now.opened.sandbox.faults[:] = [AWAY, DENIED]
        pass_by(now)
        assert posts(now, "not seen by the hub") == []
        for hours in (0.6, 23):
            pass_by(now, hours=hours)
            assert len(posts(now, "not seen by the hub")) == 1
        now.opened.sandbox.faults.clear()
        now.wait(minutes=2)
        for _ in range(2):
            now.travel()
        now.write()
        pass_by(now, hours=1)
        assert len(posts(now, "not seen by the hub")) == 1
        assert [len(posts(now, f"{tool} is read again")) for tool in ("github", "jira", "sheets")] == [1, 1, 0]
