"""What people do to our messages inside a tool, and what the hub answers at once: the road back, which touches no item.

A connector reads a press out of the tool's own words and shows the reply; what it means is decided by the use case
(`scheduler.answering`), with the same functions as for the command.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from core.parts import Parts

Act = Literal[
    "acknowledge",
    "snooze",
    "exempt",
    "dispute",
    "reopen",
    "why",
    "link",
    "link-other",
    "check-in",
    "check-in-other",
    "commit",
    "home",
]
"""`link` takes a suggested goal (about: `fingerprint goal`), `link-other` asks for one; so do `check-in` and
`check-in-other` with values. `commit` answers what will be done differently."""


class Press(Struct, frozen=True, kw_only=True):
    """A person pressed a button, chose from a menu, or sent a form. `id` is the tool's name for this event: it comes again when
    the tool heard no answer in time. `account` is the person's in the tool. `fields` is what a form held, None without a form.
    `ref` is the message (`channel_id:ts`) and `trigger` what a form can be opened with, for three seconds."""

    id: str
    tool: str
    account: str
    act: str
    about: str
    fields: Mapping[str, str] | None = None
    ref: str = ""
    trigger: str = ""


class Option(Struct, frozen=True):
    value: str
    text: str


class Field(Struct, frozen=True):
    """One question of a form. Its answer is text; of a date `2026-11-21`, of a choice the option's value."""

    name: str
    label: str
    kind: Literal["text", "long text", "number", "date", "choice"] = "text"
    options: tuple[Option, ...] = ()
    initial: str = ""
    hint: str = ""
    optional: bool = False
    earliest: date | None = None


class Form(Struct, frozen=True):
    """Opened in answer to a press; sent, it comes back as a press of `act` about the same with `fields`. Without fields it only
    tells something."""

    act: str
    about: str
    title: str
    fields: tuple[Field, ...] = ()
    parts: Parts = ()
    submit: str = "Save"
    ref: str = ""


class Said(Struct, frozen=True):
    """One line that only the person sees, beside the message."""

    text: str


class Wrong(Struct, frozen=True):
    """The form stays open, and says beside each field (by name) what is wrong."""

    fields: Mapping[str, str]


class Home(Struct, frozen=True):
    """The person's own page in the tool."""

    parts: Parts


Reply = Form | Said | Wrong | Home | None
Answer = Callable[[Press], Reply]
"""Called from threads, a press each; takes less than three seconds, and raises nothing."""
