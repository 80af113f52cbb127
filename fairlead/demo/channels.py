"""The simulated company's Slack as a page: channels with messages as their readers see them, before and after somebody pressed.

Drawn from the messages that stand in the workspace, block by block; one file that fetches nothing.
"""

import re
from datetime import UTC, datetime
from functools import partial
from html import unescape

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from fairlead.demo.album import Album

HUES = 12
OPENED = 4  # entries of a list that somebody chose from
_SPECIAL = re.compile(r"<([^<>]+)>")
_BOLD = re.compile(r"\*([^*\n]+)\*")
_CODE = re.compile(r"`([^`\n]+)`")


def render(album: Album) -> str:
    """https://docs.slack.dev/reference/block-kit/blocks, as far as the hub uses them."""
    made = Environment(
        loader=PackageLoader("fairlead.demo"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(mrkdwn=partial(mrkdwn, album), initials=initials, hue=hue, moment=moment, clock=clock)
    return made.get_template("channels.html").render(album=album, rooms=list(album.rooms()), OPENED=OPENED)


def mrkdwn(album: Album, text: str) -> Markup:
    """Slack's markup as HTML: mentions by name, links to the web alone, and everything else as text."""
    html, end = Markup(""), 0
    for found in _SPECIAL.finditer(text):
        html += _styled(text[end : found.start()]) + _special(album, found[1])
        end = found.end()
    return html + _styled(text[end:])


def _special(album: Album, inner: str) -> Markup:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        user = album.slack.users.get(target[1:])
        return Markup('<span class="mention">@{}</span>').format(user.name if user else target[1:])
    if target.startswith(("http://", "https://")):
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(unescape(target), unescape(label or target))
    return escape(unescape(f"<{inner}>"))


def _styled(text: str) -> Markup:
    html = str(escape(unescape(text)))
    html = _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<b>\1</b>", html))
    return Markup(html.replace("\n", "<br>"))  # noqa: S704 - escaped above


def initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()


def hue(name: str) -> int:
    """The same person, the same colour."""
    return sum(map(ord, name)) % HUES * (360 // HUES)


def moment(ts: str) -> str:
    return clock(datetime.fromtimestamp(float(ts), UTC))


def clock(at: datetime) -> str:
    return f"{at:%a %H:%M}"
