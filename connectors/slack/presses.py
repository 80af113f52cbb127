"""From what Slack tells of people to presses in the hub's own words."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from connectors.slack.buttons import act_of
from connectors.slack.messages import SOURCE
from connectors.slack.payloads import About, Callback, Interaction, View
from core.presses import Press


class Heard(Struct, frozen=True):
    """`submitted`: a form was sent, and Slack shows what stands in our answer to it. `channel` and `thread` are where the
    message stands that was pressed; empty on the home tab."""

    press: Press
    submitted: bool = False
    channel: str = ""
    thread: str = ""


def heard(payload: Mapping[str, Any]) -> Heard | None:
    """None for what means nothing to the hub. `msgspec.ValidationError` or `msgspec.DecodeError` for what is not as Slack
    says."""
    kind = payload.get("type")
    if kind == "event_callback":
        return _opened(payload)
    if kind not in ("block_actions", "view_submission"):
        return None
    told = msgspec.convert(dict(payload), type=Interaction)
    return _submitted(told) if kind == "view_submission" else _pressed(told)


def _opened(payload: Mapping[str, Any]) -> Heard | None:
    """https://docs.slack.dev/reference/events/app_home_opened"""
    event = payload.get("event")
    if not isinstance(event, Mapping) or event.get("type") != "app_home_opened":
        return None
    told = msgspec.convert(dict(payload), type=Callback)
    press = Press(id=told.event_id, tool=SOURCE, account=told.event.user, act="home", about="")
    return Heard(press) if told.event.tab == "home" else None


def _pressed(told: Interaction) -> Heard | None:
    """https://docs.slack.dev/reference/interaction-payloads/block_actions-payload; a link button says nothing to us."""
    if not told.actions:
        return None
    action, place, carried = told.actions[0], told.container, told.view.about if told.view else About()
    option = action.selected_option
    act, about = act_of(action.action_id, option.value if option else action.value or "")
    ref = f"{place.channel_id}:{place.message_ts}" if place.message_ts else carried.ref
    return Heard(
        _press(told, act, about, ref),
        channel=place.channel_id or ref.partition(":")[0],
        thread=place.thread_ts if place.thread_ts != place.message_ts else "",
    )


def _submitted(told: Interaction) -> Heard:
    """https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""
    view = told.view or View()
    carried = view.about
    fields = {name: answer.text for name, block in view.state.values.items() for answer in block.values()}
    press = _press(told, carried.act, carried.about, carried.ref, fields)
    return Heard(press, submitted=True, channel=carried.ref.partition(":")[0])


def _press(told: Interaction, act: str, about: str, ref: str, fields: Mapping[str, str] | None = None) -> Press:
    """The trigger is of one press alone, and comes again with it: so it is its id, too."""
    trigger = told.trigger_id
    who = told.user.id
    return Press(id=trigger, tool=SOURCE, account=who, act=act, about=about, fields=fields, ref=ref, trigger=trigger)
