"""What a tool tells of by itself: which streams may have changed. Never what they hold: that is pulled."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from msgspec import Struct


class Hint(Struct, frozen=True):
    """Streams of a container that may have changed, all of them when none is named. Without a container these of every one; and
    where none is named either, which streams there are. `delivery` is the tool's own name of what it sent, the same when it
    sends it again."""

    delivery: str
    container: str = ""
    streams: tuple[str, ...] = ()


class Echo(Struct, frozen=True):
    """A tool asks whether anybody is there before it tells anything: `text` is to be answered as it stands."""

    text: str


Intake: TypeAlias = Callable[[Any, Mapping[str, str], bytes, datetime], Sequence[Hint] | Echo]
"""From a connector's settings, the headers of a request (names in small letters), its body as it came, and the moment it came,
to what it hints at. Makes no request. Raises Unauthorized for what is not proven to be the tool's, or is too old; Refused for
what cannot be read. What the hub does not pull gives no hints."""
