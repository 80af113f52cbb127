"""Keys and URLs that a text names: how a thread, a pull request or a title says which item or goal it is about."""

import re

_REFERENCE = re.compile(
    r"\[(?P<bracketed>[A-Za-z][\w./-]{0,39})\]"
    r"|(?P<url>https?://[^\s<>|)\]\"']+)"
    r"|(?<![\w/-])(?P<repo>[\w.-]+/[\w.-]+#\d+)"
    r"|(?<![\w/-])(?P<key>[A-Z][A-Z0-9_]{1,9}-\d+)(?![\w-])"
)


def references(*texts: str) -> tuple[str, ...]:
    """Every `[O-12]`, URL, `owner/repo#4` and `PAY-12` named in the texts, once each, in order of first naming.

    They are candidates only: `UTF-8` looks like a key, so whoever uses them checks them against what is known.
    """
    found: dict[str, None] = {}
    for text in texts:
        for match in _REFERENCE.finditer(text):
            found[match[match.lastgroup or 0].rstrip(".,;:")] = None
    return tuple(found)
