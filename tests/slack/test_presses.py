"""What people press under our messages, in our modals and on their home reaches the hub, and its answers reach them."""

import pytest

from core.contract import Note
from core.parts import Button, Part
from core.presses import Field, Form, Home, Option, Press, Reply, Said, Wrong
from sandbox.slack import open_home, press, press_in, submit
from tests.slack.conftest import Workspace, eventually

ABOUT = "f1d2"
BUTTONS = (
    Button("acknowledge", "Acknowledge", ABOUT),
    Button("link", "Grow", f"{ABOUT} O-1"),
    Button("link", "Hold", f"{ABOUT} O-2"),
)
MENU = (Button("snooze", "Snooze …", ABOUT), Button("why", "Why?", ABOUT))
NOTE = Note(
    mark="m1",
    body="Ana: 1 thing needs you",
    parts=(
        Part("Ana: 1 thing needs you"),
        Part("since 3 March", "PAY-1 is linked to no goal", "https://jira.example/PAY-1", BUTTONS, MENU),
        Part("Owner: Ana", aside=True),
    ),
)
SNOOZE = Form(
    "snooze",
    ABOUT,
    "Snooze",
    (
        Field("until", "Until", "date", initial="2026-03-09"),
        Field("reason", "Why", "long text", optional=True),
        Field("goal", "Goal", "choice", (Option("O-1", "Grow"), Option("O-2", "Hold"))),
        Field("value", "Value", "number", initial="4.5"),
    ),
)


@pytest.fixture
def ref(slack: Workspace) -> str:
    ref = slack.connect(app_token={"env": "X"}).ensure_message("payments", NOTE)
    assert ref
    return ref


@pytest.mark.parametrize(
    ("what", "about", "act", "told"),
    [
        ("Acknowledge", "", "acknowledge", ABOUT),
        ("Grow", "", "link", f"{ABOUT} O-1"),
        ("Hold", "", "link", f"{ABOUT} O-2"),
        ("Snooze …", "", "snooze", ABOUT),
        ("why", ABOUT, "why", ABOUT),
    ],
)
def test_a_press_is_heard_with_who_what_and_where(
    slack: Workspace, ref: str, what: str, about: str, act: str, told: str
) -> None:
    with slack.listening() as hub:
        assert slack.tell(press, "U1", "payments", ref.split(":")[1], what, about) == {}
        (heard,) = eventually(lambda: hub.presses)
    assert (heard.tool, heard.account, heard.act, heard.about, heard.ref) == ("slack", "U1", act, told, ref)
    assert heard.fields is None
    assert heard.trigger == heard.id


def test_what_is_said_only_the_person_sees(slack: Workspace, ref: str) -> None:
    with slack.listening(lambda _: Said("Noted: <!channel> & ana")):
        slack.tell(press, "U1", "payments", ref.split(":")[1], "Acknowledge")
        (whisper,) = eventually(lambda: slack.state.talk.whispers)
    assert (whisper.user, whisper.channel, whisper.thread_ts) == ("U1", ref.split(":")[0], None)
    assert whisper.text == "Noted: &lt;!channel&gt; &amp; ana"
    assert whisper.blocks[0]["text"]["text"] == whisper.text


def test_a_form_is_opened_filled_in_and_comes_back(slack: Workspace, ref: str) -> None:
    def reply(heard: Press) -> Reply:
        return Said("Snoozed") if heard.fields else SNOOZE

    with slack.listening(reply) as hub:
        slack.tell(press, "U1", "payments", ref.split(":")[1], "Snooze …")
        view = eventually(lambda: next(iter(slack.state.talk.modals.values()), None))
        assert view["title"]["text"] == "Snooze"
        assert slack.tell(submit, view, {"reason": "waits for law", "goal": "Hold"}) == {}
        eventually(
            lambda: slack.state.talk.whispers or None if not slack.state.talk.modals else None
        ) if False else None
    sent = hub.presses[-1]
    assert (sent.act, sent.about, sent.account) == ("snooze", ABOUT, "U1")
    assert sent.fields == {"until": "2026-03-09", "reason": "waits for law", "goal": "O-2", "value": "4.5"}
    assert slack.state.talk.modals == {}
    assert sent.id != hub.presses[0].id


def test_a_form_says_beside_each_field_what_is_wrong_and_stays_open(slack: Workspace, ref: str) -> None:
    def reply(heard: Press) -> Reply:
        return Wrong({"until": "choose a day to come", "elsewhere": "no"}) if heard.fields else SNOOZE

    with slack.listening(reply):
        slack.tell(press, "U1", "payments", ref.split(":")[1], "Snooze …")
        view = eventually(lambda: next(iter(slack.state.talk.modals.values()), None))
        answer = slack.tell(submit, view, {"goal": "O-1"})
    assert answer == {"response_action": "errors", "errors": {"until": "choose a day to come no"}}
    assert view["id"] in slack.state.talk.modals


def test_the_home_tab_is_filled_when_somebody_opens_it_and_can_be_pressed(slack: Workspace) -> None:
    page = Home((Part("Your goals", buttons=BUTTONS[:1]),))

    def reply(heard: Press) -> Reply:
        return page if heard.act == "home" else Said("Done")

    with slack.listening(reply) as hub:
        slack.tell(open_home, "U2")
        view = eventually(lambda: slack.state.talk.homes.get("U2"))
        assert view["blocks"][0]["text"]["text"] == "Your goals"
        slack.tell(press_in, "U2", view, "Acknowledge")
        told = eventually(lambda: next(iter(slack.state.talk.modals.values()), None))
    assert [(each.act, each.account, each.ref) for each in hub.presses] == [
        ("home", "U2", ""),
        ("acknowledge", "U2", ""),
    ]
    assert told["blocks"][0]["text"]["text"] == "Done"


def test_a_dry_run_hears_and_shows_nothing(slack: Workspace, ref: str) -> None:
    slack.methods()
    with slack.listening(lambda _: SNOOZE, read_only=True) as hub:
        slack.tell(press, "U1", "payments", ref.split(":")[1], "Snooze …")
        slack.tell(open_home, "U1")
        eventually(lambda: len(hub.presses) == 2)
    assert slack.methods() == ["apps.connections.open"]
