"""A note as Block Kit: within Slack's limits, and with nothing in it that a text from another tool could set off.

https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

import re
from typing import Any
from urllib.parse import quote, urlsplit

SECTION = 3_000  # characters of one section's text
TOTAL = 12_000  # Slack takes about 13,200 characters in all, which it tells nobody; the rest is for the link
LINK = 1_000
FALLBACK = 300

_URL = re.compile(r"https?://[^\s<>|\"'`]*[^\s<>|\"'`.,;:!?)\]]")


def escaped(text: str) -> str:
    """https://docs.slack.dev/messaging/formatting-message-text#escaping; with it no `<!channel>` or `<@U1>` is left."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(body: str) -> str:
    """What a notification and a screen reader say: the first line."""
    first = next((line.strip() for line in body.splitlines() if line.strip()), "")
    return _cut(escaped(first), FALLBACK)


def blocks(body: str, url: str = "", lead: str = "") -> list[dict[str, Any]]:
    """Sections of whole lines, a last line that says how many did not fit, and a link to `url`. `lead` is markup of ours
    before the first line."""
    lines = [_cut(_linked(line), SECTION - len(lead) - 1) for line in body.splitlines()]
    texts, left_out = _sections([lead + lines[0], *lines[1:]] if lines else [])
    if left_out:
        texts.append(f"… and {left_out} more lines")
    if link := _link(url):
        texts.append(link)
    return [_section(text) for text in texts]


def _sections(lines: list[str]) -> tuple[list[str], int]:
    """Lines gathered into texts, and the number of lines that found no place. Few texts are half empty: never 50."""
    texts, used, left_out = [""], 0, 0
    for index, line in enumerate(lines):
        if used + len(line) + 1 > TOTAL:
            left_out = len(lines) - index
            break
        if len(texts[-1]) + len(line) + 1 > SECTION:
            texts.append("")
        texts[-1] += f"{line}\n"
        used += len(line) + 1
    return [text.strip("\n") for text in texts if text.strip()], left_out


def _section(text: str) -> dict[str, Any]:
    """`verbatim` keeps Slack from finding mentions and channels in it."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _linked(line: str) -> str:
    """Escaped, with its addresses as links that show the address itself: an untrusted text never labels a link."""
    parts, end = [], 0
    for match in _URL.finditer(line):
        parts += [escaped(line[end : match.start()]), f"<{escaped(match[0])}>"]
        end = match.end()
    return "".join([*parts, escaped(line[end:])])


def _link(url: str) -> str:
    """Not a button: Slack shows a warning beside one that no interactivity address of the app answers for."""
    if urlsplit(url).scheme not in ("http", "https"):
        return ""
    address = escaped(quote(url, safe=":/?#[]@!$&()*+,;=%~"))
    return f"*<{address}|Open>*" if len(address) <= LINK else ""


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters, never ending inside an entity or a link."""
    if len(text) <= limit:
        return text
    return re.sub(r"(&\w{0,4}|<[^>]*)$", "", text[: limit - 1]) + "…"
