"""Slack's markup as the text that a person sees: how the text of a thread is kept, where a site keeps it at all."""

import re

from core.records import TEXT_LIMIT

_MARKUP = re.compile(r"<([^<>|\n]*)(?:\|([^<>\n]*))?>")


def plain(text: str) -> str:
    """At most TEXT_LIMIT characters. https://docs.slack.dev/messaging/formatting-message-text"""
    shown = _MARKUP.sub(_shown, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return shown.strip()[:TEXT_LIMIT]


def _shown(match: re.Match[str]) -> str:
    """`<@U1>` is a person, `<#C1|name>` a channel, `<!here>` a call to many; all else is an address."""
    what, label = match[1], match[2] or ""
    if what[:1] == "@":
        return f"@{label or what[1:]}"
    if what[:1] == "#":
        return f"#{label or what[1:]}"
    if what[:1] == "!":
        return label or f"@{what[1:].partition('^')[0]}"
    return what if not label or label in what else f"{label} ({what})"
