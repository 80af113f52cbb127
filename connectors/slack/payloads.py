"""What Slack tells of people's presses, as far as the hub looks at it.

https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/reference/events/app_home_opened
"""

import msgspec
from msgspec import Struct, field


class About(Struct):
    """What a form carries along (`private_metadata`): people never see it, and it comes back as it was."""

    act: str = ""
    about: str = ""
    ref: str = ""


class User(Struct):
    id: str


class Option(Struct):
    value: str = ""


class Action(Struct):
    action_id: str
    value: str | None = None
    selected_option: Option | None = None


class Container(Struct):
    message_ts: str = ""
    channel_id: str = ""
    thread_ts: str = ""


class Answer(Struct):
    value: str | None = None
    selected_date: str | None = None
    selected_option: Option | None = None

    @property
    def text(self) -> str:
        return self.value or self.selected_date or (self.selected_option.value if self.selected_option else "")


class State(Struct):
    values: dict[str, dict[str, Answer]] = {}


class View(Struct):
    private_metadata: str = ""
    state: State = field(default_factory=State)

    @property
    def about(self) -> About:
        return msgspec.json.decode(self.private_metadata or "{}", type=About)


class Interaction(Struct):
    type: str
    user: User
    trigger_id: str
    actions: list[Action] = []
    container: Container = field(default_factory=Container)
    view: View | None = None


class Event(Struct):
    type: str
    user: str
    tab: str = ""


class Callback(Struct):
    event_id: str
    event: Event
