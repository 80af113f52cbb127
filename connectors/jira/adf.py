"""Atlassian documents: plain text out of theirs, and ours built as objects, so that no text can become markup.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

LIMIT = 30_000  # characters; Jira refuses comments above 32,767
_BLOCKS = frozenset(("paragraph", "heading", "listItem", "codeBlock", "blockquote", "tableRow", "rule", "hardBreak"))


class Attributes(Struct, gc=False):
    """Of a mention or emoji (`text`), a card (`url`) or a link (`href`)."""

    text: str | None = None
    url: str | None = None
    href: str | None = None


class Mark(Struct, gc=False):
    type: str | None = None
    attrs: Attributes | None = None


class Node(Struct, gc=False):
    type: str | None = None
    text: str | None = None
    content: list["Node"] | None = None
    attrs: Attributes | None = None
    marks: list[Mark] | None = None


def text_of(body: "Node | str | None") -> str:
    """The words of a document, one line a block; an address behind other words follows them. API v2 bodies are strings."""
    if body is None or isinstance(body, str):
        return (body or "").strip()
    parts: list[str] = []
    _gather(body, parts)
    lines = "".join(parts).split("\n")
    return "\n".join([line for each in lines if (line := each.strip())])


def _gather(node: Node, parts: list[str]) -> None:
    """Into one list: a generator for each node takes twice as long."""
    if node.text:
        parts.append(node.text)
        if node.marks:
            parts += _addresses(node)
    elif node.attrs:
        parts.append(node.attrs.text or node.attrs.url or "")
    for child in node.content or ():
        _gather(child, parts)
    if node.type in _BLOCKS:
        parts.append("\n")


def _addresses(node: Node) -> Iterator[str]:
    for mark in node.marks or ():
        href = mark.attrs.href if mark.attrs else None
        if href and href != node.text:
            yield f" {href}"


def document(text: str, url: str = "") -> dict[str, Any]:
    """`text` with one paragraph a line, and a last one that links to `url` when it is an http(s) address."""
    lines = [{"type": "paragraph", "content": _words(line)} for line in text[:LIMIT].split("\n")]
    if is_web(url):
        link = {"type": "text", "text": url, "marks": [{"type": "link", "attrs": {"href": url}}]}
        lines.append({"type": "paragraph", "content": [link]})
    return {"type": "doc", "version": 1, "content": lines}


def is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _words(line: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": line}] if line else []
