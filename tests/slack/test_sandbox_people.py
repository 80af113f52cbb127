"""The sandbox's modals, homes, whispers and lines are Slack's, and its people can do what people can do there."""

from typing import Any

import pytest

from sandbox.slack import press, submit
from sandbox.slack.blocks import view_violations, violations
from tests.slack.conftest import Ask, Workspace

TEXT: dict[str, Any] = {"type": "plain_text", "text": "Why"}
INPUT: dict[str, Any] = {
    "type": "input",
    "block_id": "why",
    "label": TEXT,
    "element": {"type": "plain_text_input", "action_id": "a"},
}
MODAL: dict[str, Any] = {"type": "modal", "title": TEXT, "submit": TEXT, "blocks": [INPUT]}
HOME: dict[str, Any] = {"type": "home", "blocks": [{"type": "section", "text": TEXT}]}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "why", "text": TEXT, **more}


def options(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"text": TEXT, "value": str(number), **more} for number in range(count)]


@pytest.mark.parametrize(
    ("element", "problem"),
    [
        (button(text={"type": "plain_text", "text": "x" * 76}), "less than 76"),
        (button(text={"type": "plain_text", "text": ""}), "more than 0"),
        (button(text={"type": "mrkdwn", "text": "x"}), "plain_text"),
        (button(value="x" * 2_001), "less than 2001"),
        (button(value=""), "more than 0"),
        (button(action_id="x" * 256), "action_id must be less than 256"),
        (button(style="loud"), "enum"),
        ({"type": "overflow", "action_id": "m", "options": options(1)}, "between 2 and 5"),
        ({"type": "overflow", "action_id": "m", "options": options(6)}, "between 2 and 5"),
        ({"type": "overflow", "action_id": "m", "options": options(2, value="x" * 151)}, "less than 151"),
        ({"type": "static_select", "action_id": "m", "options": options(101)}, "between 1 and 100"),
        ({"type": "static_select", "options": options(2), "placeholder": {**TEXT, "text": "x" * 151}}, "less than 151"),
        (
            {"type": "static_select", "options": options(2), "initial_option": {"text": TEXT, "value": "9"}},
            "one of the",
        ),
    ],
)
def test_an_element_past_its_limits(element: dict[str, Any], problem: str) -> None:
    for block in ({"type": "actions", "elements": [element]}, {"type": "section", "text": TEXT, "accessory": element}):
        assert any(problem in each for each in violations([block])), violations([block])


def test_ids_stand_once() -> None:
    assert "`action_id` why already exists" in violations([{"type": "actions", "elements": [button(), button()]}])[0]
    block = {"type": "section", "block_id": "b", "text": TEXT}
    assert violations([block, block]) == ["`block_id` b already exists"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"title": {**TEXT, "text": "x" * 25}}, "less than 25"),
        ({"title": None}, "missing required field: title"),
        ({"submit": None}, "`submit` is required"),
        ({"blocks": [{"type": "section", "text": TEXT}] * 101}, "no more than 100"),
        ({"private_metadata": "x" * 3_001}, "less than 3001"),
        ({"callback_id": "x" * 256}, "less than 256"),
        ({"blocks": [{**INPUT, "label": {**TEXT, "text": "x" * 2_001}}]}, "less than 2001"),
        ({"blocks": [{**INPUT, "element": {"type": "button", "text": TEXT}}]}, "unsupported type: button"),
        ({"blocks": [{**INPUT, "element": {"type": "number_input"}}]}, "is_decimal_allowed"),
        ({"blocks": [{**INPUT, "element": {"type": "datepicker", "initial_date": "soon"}}]}, "YYYY-MM-DD"),
    ],
)
def test_a_view_past_its_limits(slack: Workspace, ask: Ask, change: dict[str, Any], problem: str) -> None:
    view = {name: value for name, value in {**MODAL, **change}.items() if value is not None}
    assert any(problem in each for each in view_violations(view)), view_violations(view)
    said = ask("views.open", by="json", trigger_id=slack.state.talk.trigger("U1"), view=view)
    assert said["error"] == "invalid_arguments"
    assert slack.state.talk.modals == {}
    slack.violations.clear()
    slack.may_write = True


@pytest.mark.parametrize("by", ["form", "json"])
def test_a_trigger_is_good_once_and_for_three_seconds(slack: Workspace, ask: Ask, by: str) -> None:
    slack.may_write = True
    trigger = slack.state.talk.trigger("U1")
    view = ask("views.open", by=by, trigger_id=trigger, view=MODAL)["view"]
    assert slack.state.talk.modals[view["id"]]["of"] == "U1"
    assert ask("views.open", by=by, trigger_id=trigger, view=MODAL)["error"] == "invalid_trigger_id"
    late = slack.state.talk.trigger("U1")
    slack.hours(0.01)
    assert ask("views.open", by=by, trigger_id=late, view=MODAL)["error"] == "expired_trigger_id"


def test_a_view_is_changed_by_whoever_saw_it_last(slack: Workspace, ask: Ask) -> None:
    slack.may_write = True
    view = ask("views.open", by="json", trigger_id=slack.state.talk.trigger("U1"), view=MODAL)["view"]
    changed = {**MODAL, "title": {**TEXT, "text": "Else"}}
    assert ask("views.update", by="json", view_id=view["id"], hash="x", view=changed)["error"] == "hash_conflict"
    again = ask("views.update", by="json", view_id=view["id"], hash=view["hash"], view=changed)["view"]
    assert (again["id"], again["title"]["text"]) == (view["id"], "Else")
    assert ask("views.update", by="json", view_id="V0", view=changed)["error"] == "not_found"


def test_a_home_is_of_one_person(slack: Workspace, ask: Ask) -> None:
    slack.may_write = True
    assert ask("views.publish", by="json", user_id="U1", view=HOME)["ok"]
    assert list(slack.state.talk.homes) == ["U1"]
    assert ask("views.publish", by="json", user_id="U9", view=HOME)["error"] == "user_not_found"
    assert ask("views.publish", by="json", user_id="U1", view=MODAL)["error"] == "invalid_arguments"


def test_only_the_apps_own_token_opens_a_line_and_it_does_nothing_else(slack: Workspace, ask: Ask) -> None:
    own = slack.state.talk.app_token
    assert ask("apps.connections.open", token=own)["url"].startswith("ws://127.0.0.1:")
    assert ask("apps.connections.open")["error"] == "not_allowed_token_type"
    assert ask("auth.test", token=own)["error"] == "not_allowed_token_type"
    assert ask("apps.connections.open", token="xapp-other")["error"] == "invalid_auth"


def test_a_ticket_opens_one_line(slack: Workspace) -> None:
    talk = slack.state.talk
    ticket = talk.ticket()
    assert [talk.redeemed(ticket), talk.redeemed(ticket), talk.redeemed("else")] == [True, False, False]


def test_a_whisper_is_seen_by_one_person_and_stands_nowhere(slack: Workspace, ask: Ask) -> None:
    slack.may_write = True
    assert ask("chat.postEphemeral", channel="C00000001", user="U1", text="psst")["ok"]
    assert [(each.user, each.text) for each in slack.state.talk.whispers] == [("U1", "psst")]
    assert slack.state.messages("payments") == []
    assert ask("chat.postEphemeral", channel="C00000001", user="U9", text="psst")["error"] == "user_not_in_channel"


def test_people_press_only_what_is_there(slack: Workspace) -> None:
    row = {"type": "actions", "block_id": "b0", "elements": [button(value="1"), button(action_id="why.2", value="2")]}
    ts = slack.state.put(slack.state.channel("payments"), "U0FAIRLEAD", {"text": "x", "blocks": [row]})
    with pytest.raises(KeyError, match="0 things are called 'Else'"):
        press(slack.state, "U1", "payments", ts, "Else")
    with pytest.raises(KeyError, match="2 things are called 'Why'"):
        press(slack.state, "U1", "payments", ts, "Why")
    with pytest.raises(RuntimeError, match="nobody listens"):
        press(slack.state, "U1", "payments", ts, "Why", "2")


@pytest.mark.parametrize(("values", "reason"), [({}, "is to be filled in"), ({"x": "1"}, "does not ask for x")])
def test_people_send_only_what_the_form_takes(slack: Workspace, ask: Ask, values: dict[str, str], reason: str) -> None:
    slack.may_write = True
    view = ask("views.open", by="json", trigger_id=slack.state.talk.trigger("U1"), view=MODAL)["view"]
    with pytest.raises(ValueError, match=reason):
        submit(slack.state, slack.state.talk.modals[view["id"]], values)


def test_limits_are_those_of_their_tiers(slack: Workspace, ask: Ask) -> None:
    slack.may_write, slack.state.limits.enforced = True, True
    said = [ask("views.publish", by="json", user_id="U1", view=HOME)["ok"] for _ in range(101)]
    assert said == [True] * 100 + [False]
    slack.sandbox.history.clear()  # a person's impatience, not the hub's
