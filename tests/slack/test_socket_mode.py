"""The line for presses: opened by the hub, opened again when it is cut or Slack asks, and closed when it stops."""

import logging
import threading
import time
from threading import Event

import pytest

from connectors.secret import Secret
from connectors.slack import connections
from connectors.slack.settings import SlackSettings
from core.contract import Refused, Unauthorized, Wire
from core.presses import Press, Reply
from sandbox.faults import Fault
from sandbox.slack import open_home
from sandbox.slack.delivery import Line
from sandbox.slack.line import goodbye
from tests.slack.conftest import Workspace, eventually


def another(slack: Workspace, line: Line) -> Line:
    return eventually(lambda: next((each for each in slack.state.talk.lines if each is not line), None), 30)


def test_slack_asks_for_another_line_now_and_then(slack: Workspace) -> None:
    with slack.listening() as hub:
        first = slack.line()
        slack.sandbox.call(lambda: first.say(goodbye()))
        another(slack, first)
        slack.tell(open_home, "U1")
        slack.tell(open_home, "U2")
        eventually(lambda: len(hub.presses) == 2)
    assert slack.methods().count("apps.connections.open") == 2


def test_a_line_that_is_cut_is_opened_again(slack: Workspace) -> None:
    with slack.listening() as hub:
        first = slack.line()
        slack.sandbox.call(first.cut)
        another(slack, first)
        slack.tell(open_home, "U1")
        eventually(lambda: hub.presses)
    assert hub.began == 1


def test_a_line_that_cannot_be_had_at_first_is_asked_for_again(
    slack: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.slack.socket_mode.PING", 0.1)
    busy = b'{"ok": false, "error": "internal_error"}'
    slack.sandbox.faults.append(Fault("slack", "apps.connections.open", 3, 200, body=busy))
    with slack.listening() as hub:
        slack.tell(open_home, "U1")
        eventually(lambda: hub.presses)


def test_the_next_line_is_asked_for_with_the_token_that_is_there_by_then(slack: Workspace) -> None:
    """Asked for with the old one at most once: Slack refuses it, and it is read again."""
    file = slack.token.parent / "app"
    file.write_text(slack.state.talk.app_token)
    settings = SlackSettings.model_validate(
        {"base_url": slack.sandbox.urls["slack"], "token": {"file": str(slack.token)}}
    )
    asked = connections.app(settings, Wire(), Secret(file=file), Event())
    assert connections.line(asked, settings.base_url)
    slack.state.talk.app_token = "xapp-1-A0FAIRLEAD-2-sandbox"
    with pytest.raises(Unauthorized, match="invalid_auth"):
        connections.line(asked, settings.base_url)
    file.write_text(slack.state.talk.app_token)
    for _ in range(2):
        assert connections.line(asked, settings.base_url)
    asked.close()
    assert slack.methods().count("apps.connections.open") == 4


@pytest.mark.parametrize("told", ["xapp-wrong", "xoxb-sandbox-token", ""])
def test_a_token_that_slack_does_not_take_ends_it(slack: Workspace, told: str) -> None:
    token = slack.token.parent / "app"
    token.write_text(told)
    connector, ready = slack.connect(app_token={"file": str(token)}), Event()
    with pytest.raises(Unauthorized, match="app_token") as error:
        connector.listen(_silent, Event(), ready=ready.set)
    assert not ready.is_set()
    assert not told or told not in str(error.value)


def test_without_a_way_to_hear_it_says_so(slack: Workspace) -> None:
    with pytest.raises(Unauthorized, match="without app_token messages have no buttons"):
        slack.connect().listen(_silent, Event())


def test_it_stops_while_nothing_is_said_on_the_line(slack: Workspace) -> None:
    """The SDK waits three seconds for what Slack says next; nobody stopping a service should."""
    took = []
    with slack.listening() as hub:
        slack.tell(open_home, "U1")
        eventually(lambda: hub.presses)
        begin = time.monotonic()
        hub.stopping.set()
        hub._thread.join(10)
        took.append(time.monotonic() - begin)
    assert took[0] < 2.5, "it waited for the line"
    eventually(lambda: not slack.state.talk.lines)


def test_a_press_is_acknowledged_before_it_is_answered(slack: Workspace) -> None:
    answered = Event()

    def slowly(_press: Press) -> Reply:
        assert answered.wait(10)
        return None

    with slack.listening(slowly) as hub:
        for _ in range(4):
            assert slack.tell(open_home, "U1") == {}
        eventually(lambda: len(hub.presses) == 4)
        answered.set()


def test_a_mistake_in_an_answer_is_told_and_the_line_goes_on(
    slack: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    def wrongly(press: Press) -> Reply:
        if press.account == "U1":
            raise ValueError("a slip")
        return None

    with slack.listening(wrongly) as hub:
        slack.tell(open_home, "U1")
        slack.tell(open_home, "U2")
        eventually(lambda: len(hub.presses) == 2)
        eventually(lambda: "what was told was not answered" in caplog.text)


@pytest.mark.parametrize(
    "envelope",
    [
        {"type": "interactive", "payload": {"type": "block_actions", "user": "U1"}},
        {
            "type": "interactive",
            "payload": {
                "type": "view_submission",
                "user": {"id": "U1"},
                "trigger_id": "1",
                "view": {"private_metadata": "{"},
            },
        },
        {"type": "interactive", "payload": {"type": "shortcut"}},
        {"type": "events_api", "payload": {"type": "event_callback", "event": "x"}},
        {"type": "events_api", "payload": {"type": "event_callback", "event": {"type": "message"}}},
        {"type": "slash_commands", "payload": {"command": "/x"}},
        {"type": "elsewhere"},
    ],
)
def test_what_is_no_press_or_cannot_be_read_is_passed_over(slack: Workspace, envelope: dict[str, object]) -> None:
    with slack.listening() as hub:
        line = slack.line()
        slack.sandbox.call(lambda: line.say({"envelope_id": "e", "accepts_response_payload": False, **envelope}))
        slack.tell(open_home, "U1")
        eventually(lambda: hub.presses)
    assert [press.act for press in hub.presses] == ["home"]


def test_what_people_say_is_hinted_at_before_it_is_acknowledged(slack: Workspace) -> None:
    channel = slack.state.channel("payments")
    with slack.listening() as hub:
        slack.line()
        slack.sandbox.call(slack.state.events.subscribe)
        slack.sandbox.call(lambda: slack.state.post("payments", "U1", "PAY-1 is late"))
        slack.tell(open_home, "U1")
        eventually(lambda: hub.presses)
    assert [(hint.container, hint.streams) for hint in slack.hints] == [(channel.id, ("threads",))]
    assert slack.hints[0].delivery.startswith("Ev")


def test_neither_ticket_nor_token_nor_words_are_logged(slack: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with slack.listening() as hub:
        slack.tell(open_home, "U1")
        eventually(lambda: hub.presses)
    assert "ticket" not in caplog.text
    assert "xapp" not in caplog.text
    assert "app_home_opened" not in caplog.text


@pytest.mark.parametrize(
    ("address", "base_url", "good"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=1", "https://slack.com", True),
        ("wss://slack.com:443/link", "https://slack.com", True),
        ("wss://wss.slack-gov.com/link", "https://slack-gov.com", True),
        ("wss://evilslack.com/link", "https://slack.com", False),
        ("wss://slack.com.evil.example/link", "https://slack.com", False),
        ("ws://wss-primary.slack.com/link", "https://slack.com", False),
        ("wss://wss-primary.slack.com:8443/link", "https://slack.com", False),  # the SDK speaks no TLS there
        ("wss://127.0.0.1/link", "https://slack.com", False),
        ("ws://127.0.0.1:9/link", "http://127.0.0.1:8", True),
        ("ws://10.0.0.1:9/link", "http://127.0.0.1:8", False),
    ],
)
def test_a_line_leads_home(address: str, base_url: str, good: bool) -> None:
    if good:
        assert connections.checked(address, base_url) == address
    else:
        with pytest.raises(Refused, match="away from"):
            connections.checked(address, base_url)


def test_no_thread_is_left_behind(slack: Workspace) -> None:
    before = threading.active_count()
    with slack.listening() as hub:
        slack.tell(open_home, "U1")
        eventually(lambda: hub.presses)
    eventually(lambda: threading.active_count() <= before)


def _silent(_press: Press) -> Reply:
    return None
