"""Wiki markup, in which Data Center keeps texts: plain text out of theirs, and ours escaped so that no text becomes markup.

https://confluence.atlassian.com/adminjiraserver/wiki-markup-1188769149.html
"""

import re
from urllib.parse import quote

from connectors.jira.adf import LIMIT, is_web

_SPECIAL = re.compile(r"[{}\[\]()*_\-+^~|!#?]")
_ENTITIES = {"\\": "&#92;", "&": "&amp;", "@": "&#64;", "://": ":&#47;&#47;"}
_HARMFUL = re.compile(r"\\|&|@|://")
_BLOCK = re.compile(r"^(\s*(?:h[1-6]|bq))\.", re.MULTILINE)
NEUTRAL = "%:/?#@&=+,;~."  # of an address: the rest could end the link or begin a macro

_PLAIN = tuple(
    (re.compile(pattern, re.MULTILINE), put)
    for pattern, put in (
        (r"\r\n?", "\n"),
        (r"(?<!\{)\{(?:code|noformat|quote|panel|color)(?::[^}\n]{0,200})?\}(?!\})", ""),
        (r"\[~(?:accountid:)?([^\]\n|]{1,200})\]", r"@\1"),
        (r"\[([^\]\n|]{1,500})\|([^\]\n|]{1,2000})(?:\|[^\]\n]{0,200})?\]", r"\1 \2"),
        (r"\[((?:https?://|mailto:)[^\]\n|]{1,2000})\]", r"\1"),
        (r"![^\s!|][^!\n|]{0,200}(?:\|[^!\n]{0,200})?!", ""),
        (r"^\s*(?:h[1-6]|bq)\.\s+", ""),
        (r"^\s*(?:[*#]{1,9}|-)\s+", ""),
        (r"^\s*-{4,}\s*$", ""),
        (r"\|\|?", " "),
        (r"\{\{|\}\}", ""),
        (r"(?<![\w*])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?![\w*])", r"\1"),
        (r"(?<![\w_])_(?=\S)([^_\n]{1,500}?)(?<=\S)_(?![\w_])", r"\1"),
        (r"(?<!\\)\\\\(?!\\)", "\n"),
        (r"\\([{}\[\]()*_\-+^~|!#?])", r"\1"),
    )
)


def text_of(body: object) -> str:
    """The words of wiki markup, one line a line; an address behind other words follows them."""
    text = body if isinstance(body, str) else ""
    for pattern, put in _PLAIN:
        text = pattern.sub(put, text)
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def document(text: str, url: str = "") -> str:
    """`text` shown as it is, and a last line with the address when it is an http(s) one."""
    text = text[:LIMIT]
    while len(body := escaped(text)) > LIMIT:
        text = text[: len(text) * 3 // 4]
    return f"{body}\n\n{quote(url, safe=NEUTRAL)}" if is_web(url) else body


def escaped(text: str) -> str:
    """No character of it mentions, links, formats or runs a macro. What the backslash does not take away (itself, the
    sign of a mention, addresses) becomes an entity, which the renderer leaves alone."""
    shown = _HARMFUL.sub(lambda found: _ENTITIES[found[0]], text)
    return _BLOCK.sub(r"\1&#46;", _SPECIAL.sub(_escape, shown))


def _escape(found: re.Match[str]) -> str:
    """The number sign of our own entities stays."""
    own = found[0] == "#" and found.string[max(found.start() - 1, 0)] == "&"
    return found[0] if own else f"\\{found[0]}"
