"""What a note consists of where a tool shows more than plain text: pieces with a title, and what a reader can do at once.

The plain text of a note says the same; whoever cannot show parts shows that.
"""

from typing import Literal

from msgspec import Struct

Style = Literal["", "primary", "danger"]


class Button(Struct, frozen=True):
    """One thing that a reader can do. `act` names it (`core.presses.Act`), `about` says of what (a fingerprint, an item, a
    goal), at most 1,900 characters."""

    act: str
    text: str
    about: str
    style: Style = ""


class Part(Struct, frozen=True):
    """A piece of a note: `title` leads to `url` where there is one. Of `menu` all can be reached, of `buttons` all are seen.
    What is `aside` stands where the tool keeps details: in the thread of a message."""

    text: str
    title: str = ""
    url: str = ""
    buttons: tuple[Button, ...] = ()
    menu: tuple[Button, ...] = ()
    aside: bool = False


Parts = tuple[Part, ...]
