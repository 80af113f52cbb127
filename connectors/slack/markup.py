"""Texts of other people inside Slack's markup: shown as they are, and setting nothing off.

https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

import re
from typing import Any
from urllib.parse import quote, urlsplit

FALLBACK = 300
LINK = 1_000
_URL = re.compile(r"https?://[^\s<>|\"'`]*[^\s<>|\"'`.,;:!?)\]]")
_LOOKALIKES = str.maketrans("<>", "‹›")


def escaped(text: str) -> str:
    """With it no `<!channel>` or `<@U1>` is left."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linked(line: str) -> str:
    """Escaped, with its addresses as links that show the address itself: an untrusted text never labels a link."""
    parts, end = [], 0
    for match in _URL.finditer(line):
        parts += [escaped(line[end : match.start()]), f"<{escaped(match[0])}>"]
        end = match.end()
    return "".join([*parts, escaped(line[end:])])


def link(url: str) -> str:
    """With a label of ours, to http and https only; empty for all else."""
    try:
        leads = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        leads = False
    if not leads:
        return ""
    address = escaped(quote(url, safe=":/?#[]@!$&()*+,;=%~"))
    return f"<{address}|Open>" if len(address) <= LINK else ""


def fallback(body: str) -> str:
    """What a notification and a screen reader say: the first line."""
    first = next((line.strip() for line in body.splitlines() if line.strip()), "")
    return cut(escaped(first), FALLBACK)


def heading(title: str) -> str:
    """One line in bold; a star inside would end it."""
    line = cut(escaped(one_line(title).replace("*", "∗")), FALLBACK)
    return f"*{line}*" if line else ""


def plain(text: str, limit: int, otherwise: str = "…") -> dict[str, Any]:
    """A text that Slack does not read as markup; without brackets, for whoever shows it elsewhere."""
    line = one_line(text).translate(_LOOKALIKES)
    shown = line if len(line) <= limit else line[: limit - 1] + "…"
    return {"type": "plain_text", "text": shown or otherwise, "emoji": False}


def one_line(text: str) -> str:
    return " ".join(text.split())


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, never ending inside an entity or a link."""
    if len(text) <= limit:
        return text
    return re.sub(r"(&\w{0,4}|<[^>]*)$", "", text[: limit - 1]) + "…"
