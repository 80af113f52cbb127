"""Answers people: from what Slack told to a press, and from its reply to what they see."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from connectors.slack import views
from connectors.slack.blocks import section
from connectors.slack.intake import hints_of
from connectors.slack.markup import fallback, plain
from connectors.slack.presses import Heard, heard
from connectors.slack.workspace import Workspace
from core.contract import ConnectorError, Refused
from core.hints import Hint
from core.presses import Answer, Form, Home, Reply, Said, Wrong

WRONG = 300  # characters of what stands beside a field

log = logging.getLogger(__name__)

Acknowledgement = dict[str, Any]
Hinted = Callable[[Sequence[Hint]], None]


class Desk:
    """`mute` shows nothing to anybody, as in a dry-run. `hinted` keeps what was told of changes."""

    def __init__(self, workspace: Workspace, *, mute: bool = False, hinted: Hinted = lambda _hints: None) -> None:
        self._workspace, self._mute, self._hinted = workspace, mute, hinted

    def hear(self, payload: Mapping[str, Any]) -> Heard | None:
        """None for what is no press, and for what cannot be read. Hints are on record before anybody acknowledges them."""
        try:
            if hints := hints_of(payload):
                self._hinted(hints)
            return heard(payload)
        except (Refused, msgspec.ValidationError, msgspec.DecodeError) as error:
            log.warning("slack: told of something that cannot be read (%s)", error)
            return None

    def answer(self, told: Heard, answer: Answer) -> Acknowledgement:
        """What the acknowledgement of a form says; all else is shown at once. That Slack does not show it is no error of the
        press: what was decided stands."""
        reply = _placed(answer(told.press), told)
        if self._mute and not isinstance(reply, Wrong):
            return {}
        try:
            return self._in_form(told, reply) if told.submitted else self._shown(told, reply)
        except ConnectorError as error:
            log.warning("%s; the answer to %s was not shown", error, told.press.act)
            return {}

    def show_home(self, account: str, home: Home) -> None:
        """https://docs.slack.dev/reference/methods/views.publish"""
        self._workspace.tell("views.publish", user_id=account, view=views.home(home))

    def open_view(self, trigger: str, view: views.View) -> None:
        """https://docs.slack.dev/reference/methods/views.open"""
        self._workspace.tell("views.open", trigger_id=trigger, view=view)

    def _shown(self, told: Heard, reply: Reply) -> Acknowledgement:
        match reply:
            case Form():
                self.open_view(told.press.trigger, views.modal(reply))
            case Home():
                self.show_home(told.press.account, reply)
            case Said() if told.channel:
                self._whisper(told, reply.text)
            case Said() if told.press.trigger:
                self.open_view(told.press.trigger, views.line(reply.text))
            case Wrong():
                return self._shown(told, Said(" ".join(reply.fields.values())))
        return {}

    def _in_form(self, told: Heard, reply: Reply) -> Acknowledgement:
        """https://docs.slack.dev/surfaces/modals#updating_views and #displaying_errors"""
        match reply:
            case Form():
                return {"response_action": "update", "view": views.modal(reply)}
            case Wrong():
                return _errors(told, reply)
            case Said() if not told.channel:
                return {"response_action": "update", "view": views.line(reply.text)}
        return self._shown(told, reply)

    def _whisper(self, told: Heard, text: str) -> None:
        """https://docs.slack.dev/reference/methods/chat.postEphemeral; in the thread, where it was pressed there."""
        place = {"channel": told.channel, "user": told.press.account}
        if told.thread:
            place["thread_ts"] = told.thread
        blocks = [section(views.said(text))]
        self._workspace.tell("chat.postEphemeral", text=fallback(text) or "…", blocks=blocks, **place)


def _placed(reply: Reply, told: Heard) -> Reply:
    """A form belongs to the message that was pressed, also when it comes back."""
    return replace(reply, ref=told.press.ref) if isinstance(reply, Form) and not reply.ref else reply


def _errors(told: Heard, wrong: Wrong) -> Acknowledgement:
    """Slack takes no error for a field that it does not show, so that stands beside the first."""
    asked = list(told.press.fields or {})
    errors: dict[str, str] = {}
    for name, text in wrong.fields.items():
        place = name if name in asked else asked[0] if asked else ""
        errors[place] = " ".join(filter(None, (errors.get(place), text)))
    shown = {place: plain(text, WRONG)["text"] for place, text in errors.items() if place}
    return {"response_action": "errors", "errors": shown} if shown else {}
