"""Several threads pull their channels over one connector: what they share is looked up once, and nobody gets another's."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from core.contract import Note, Stream
from sandbox.faults import Fault
from tests.slack.conftest import Workspace, pull

MANY = 12


def test_many_channels_at_once(slack: Workspace) -> None:
    names = [f"talk-{number:02}" for number in range(MANY)]
    for number, name in enumerate(names):
        slack.state.add_channel(name)
        for each in range(5):
            ts = slack.state.post(name, "U1", f"T{number}-{each}")
            slack.state.post(name, "U2", "yes", thread_ts=ts)
    connector, together = slack.connect("talk-*"), Barrier(MANY)
    connector.streams()
    slack.methods()
    connector._workspace.channels.refresh()

    def pulled(name: str) -> set[str]:
        together.wait()
        return {ref for item in pull(connector, name).items.values() for ref in item.refs}

    with ThreadPoolExecutor(MANY) as pool:
        found = list(pool.map(pulled, names))
    assert found == [{f"T{number}-{each}" for each in range(5)} for number in range(MANY)]
    asked = Counter(slack.methods())
    assert asked["users.conversations"] == asked["auth.test"] == 1


def test_a_list_that_fails_for_one_is_asked_for_again_by_the_next(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    slack.sandbox.faults.append(Fault("slack", "users.conversations", status=404))
    connector, together = slack.connect("payments"), Barrier(4)

    def pulled(_: int) -> int:
        together.wait()
        try:
            return len(list(connector.pull(Stream("threads", "payments"), None)))
        except Exception as error:  # noqa: BLE001 - the kind is what is asked about
            return -1 if "404" in str(error) else -2

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(pulled, range(4)))
    assert found == [-1, 3, 3, 3]


def test_notes_written_at_once_stand_once(slack: Workspace) -> None:
    connector, together = slack.connect(), Barrier(4)

    def written(_: int) -> str | None:
        together.wait()
        return connector.ensure_message("payments", Note(mark="m1", body="hello"))

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(written, range(4)))) == 1
    assert len(slack.state.messages("payments")) == 1
