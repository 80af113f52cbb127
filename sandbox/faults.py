"""Faults on demand: the next requests that match are answered wrongly, late, or not at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from sandbox.history import Tool


@dataclass
class Fault:
    """Applies to requests of `tool` whose `METHOD /path?query` matches `pattern`, `times` times (None: always).

    `status` answers instead of the server. `after` lets the server do its work first and then spoils the answer
    (`drop` cuts the connection), which is how a write becomes ambiguous. `delay` is in real seconds. With `late` the answer
    never comes, and the server does its work only so many seconds later, on the simulated clock. Of requests that match,
    `chance` (0-1) decides which are hit.
    """

    tool: Tool
    pattern: str = ""
    times: int | None = 1
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    drop: bool = False
    after: bool = False
    late: float | None = None
    chance: float = 1.0
    luck: Random = field(default_factory=lambda: Random(0))

    def applies(self, tool: Tool, line: str) -> bool:
        if self.tool != tool or self.times == 0 or not re.search(self.pattern, line):
            return False
        if self.chance < 1 and self.luck.random() >= self.chance:
            return False
        if self.times is not None:
            self.times -= 1
        return True
