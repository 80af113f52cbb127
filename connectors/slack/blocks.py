"""A plain text as Block Kit: sections of whole lines, within Slack's limits.

https://docs.slack.dev/reference/block-kit/blocks
"""

from typing import Any

from connectors.slack.markup import cut, link, linked

SECTION = 3_000  # characters of one section's text
TOTAL = 12_000  # Slack takes about 13,200 characters in all, which it tells nobody; the rest is for the link

Block = dict[str, Any]


def blocks(body: str, url: str = "", lead: str = "") -> list[Block]:
    """Sections of whole lines, a last line that says how many did not fit, and a link to `url`. `lead` is markup of ours
    before the first line. Not a button: Slack shows a warning beside one that no interactivity address answers for."""
    texts = gathered(body, lead)
    return [section(text) for text in [*texts, *closing(url)]]


def gathered(body: str, lead: str = "", total: int = TOTAL) -> list[str]:
    """The texts of sections, with a last one that says how many lines found no place in `total` characters."""
    lines = [cut(linked(line), SECTION - len(lead) - 1) for line in body.splitlines()]
    texts, left_out = _sections([lead + lines[0], *lines[1:]] if lines else [], total)
    return [*texts, f"… and {left_out} more lines"] if left_out else texts


def closing(url: str) -> list[str]:
    return [f"*{opened}*"] if (opened := link(url)) else []


def section(text: str) -> Block:
    """`verbatim` keeps Slack from finding mentions and channels in it."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _sections(lines: list[str], total: int) -> tuple[list[str], int]:
    """Lines gathered into texts, and the number of lines that found no place. Few texts are half empty: never 50."""
    texts, used, left_out = [""], 0, 0
    for index, line in enumerate(lines):
        if used + len(line) + 1 > total:
            left_out = len(lines) - index
            break
        if len(texts[-1]) + len(line) + 1 > SECTION:
            texts.append("")
        texts[-1] += f"{line}\n"
        used += len(line) + 1
    return [text.strip("\n") for text in texts if text.strip()], left_out
