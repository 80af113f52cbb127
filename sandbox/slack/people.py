"""What people do to the app's messages, modals and home: each tells the app what Slack tells it.

https://docs.slack.dev/reference/interaction-payloads
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.channel import Message
from sandbox.slack.conversation import View
from sandbox.slack.conversing import replaced, shown
from sandbox.slack.delivery import Delivery, Payload
from sandbox.slack.filling import filled
from sandbox.slack.state import SlackState
from sandbox.slack.telling import callback

Element = dict[str, Any]


def press(state: SlackState, user: str, channel: str, ts: str, what: str, about: str = "") -> Delivery:
    """A button or a choice under a message (by its text, or by its action id), as this person. `about` is a part of its
    value, where several say the same."""
    room, message = state.channel(channel), state.message(channel, ts)
    container: Payload = {"type": "message", "message_ts": ts, "channel_id": room.id, "is_ephemeral": False}
    if "thread_ts" in message:
        container["thread_ts"] = message["thread_ts"]
    pressed = _pressed(state, message.get("blocks", []), what, about)
    place = {"channel": {"id": room.id, "name": room.name}, "message": _stripped(message), "container": container}
    url = f"https://hooks.slack.com/actions/{state.team}/{state.talk.number()}/sandbox"
    return _deliver(state, user, {**place, "response_url": url, "actions": [pressed]})


def press_in(state: SlackState, user: str, view: View, what: str, about: str = "") -> Delivery:
    """The same in a modal or on the home tab."""
    pressed = _pressed(state, view["blocks"], what, about)
    container = {"type": "view", "view_id": view["id"]}
    return _deliver(state, user, {"container": container, "view": shown(view), "actions": [pressed]})


def submit(state: SlackState, view: View, values: Mapping[str, str]) -> Delivery:
    """Sends a modal, with what was filled in by block id; a choice by its text or value. What the app answers is shown:
    errors keep it open (as `_errors`), another view takes its place, and else it closes. ValueError where Slack's own
    client does not let a person send it."""
    values_of_state = filled(view["blocks"], values)
    whole = {**shown(view), "state": {"values": values_of_state}}
    payload = {"type": "view_submission", "view": whole, "response_urls": [], **_about(state, view["of"])}
    payload["user"].pop("username")  # so Slack's own types have it
    payload["trigger_id"] = state.talk.trigger(view["of"])
    return state.talk.deliver("interactive", payload, lambda answer: _closed(state, view, answer))


def open_home(state: SlackState, user: str) -> Delivery:
    """https://docs.slack.dev/reference/events/app_home_opened"""
    event: Payload = {"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "home"}
    event |= {"view": shown(state.talk.homes[user])} if user in state.talk.homes else {}
    return state.talk.deliver("events_api", callback(state, event))


def elements(blocks: list[Element]) -> Iterator[tuple[str, Element]]:
    """All that can be pressed, each with the id of its block."""
    for block in blocks:
        yield from ((block["block_id"], each) for each in block.get("elements", []) if "action_id" in each)
        if "accessory" in block:
            yield block["block_id"], block["accessory"]


def _pressed(state: SlackState, blocks: list[Element], what: str, about: str) -> Element:
    """The action of the one thing that is meant. KeyError names what there is."""
    known = list(_choices(blocks))
    fitting = [made for names, made in known if what in names and about in _value(made)]
    if len(fitting) != 1:
        raise KeyError(
            f"{len(fitting)} things are called {what!r} about {about!r} among {[names for names, _ in known]}"
        )
    return {**fitting[0], "action_ts": f"{state.clock().timestamp():.6f}"}


def _choices(blocks: list[Element]) -> Iterator[tuple[tuple[str, str], Element]]:
    for block_id, element in elements(blocks):
        made = {"action_id": element["action_id"], "block_id": block_id, "type": element["type"]}
        if element["type"] == "button":
            value = {"value": element["value"]} if "value" in element else {}
            yield (element["text"]["text"], element["action_id"]), {**made, "text": element["text"], **value}
        for option in element.get("options", []):
            yield (option["text"]["text"], option["value"].partition(" ")[0]), {**made, "selected_option": option}


def _value(made: Element) -> str:
    return str(made.get("value") or made.get("selected_option", {}).get("value", ""))


def _deliver(state: SlackState, user: str, rest: Payload) -> Delivery:
    payload = {"type": "block_actions", "state": {"values": {}}, **rest, **_about(state, user)}
    return state.talk.deliver("interactive", {**payload, "trigger_id": state.talk.trigger(user)})


def _about(state: SlackState, user: str) -> Payload:
    name = state.users[user].name.lower()
    person = {"id": user, "username": name, "name": name, "team_id": state.team}
    team = {"id": state.team, "domain": state.domain}
    return {"user": person, "team": team, "api_app_id": state.app_id(state.bot_user), "token": "sandbox"}


def _stripped(message: Message) -> Message:
    return {name: value for name, value in message.items() if name != "metadata"}


def _closed(state: SlackState, view: View, answer: Payload) -> None:
    action = answer.get("response_action")
    if action == "errors":
        view["_errors"] = answer["errors"]
    elif action in ("update", "push"):
        replaced(state, view, answer["view"])
    else:
        state.talk.modals.pop(view["id"], None)
