"""How often each method may be called: Slack's tiers, on the company's clock.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
from collections import defaultdict, deque
from datetime import timedelta

from sandbox.clock import SimulatedClock

MINUTE = timedelta(minutes=1)
TIERS = {  # calls a minute
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.join": 50,
    "conversations.list": 20,
    "conversations.replies": 50,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "chat.update": 50,
    "usergroups.list": 20,
    "users.conversations": 50,
    "users.info": 100,
    "users.list": 20,
    "views.open": 100,
    "views.publish": 100,
    "views.update": 100,
}
SMALL = frozenset(("conversations.history", "conversations.replies"))
SMALL_PAGE = 15


class Limits:
    """Counts only when `enforced`, since in most tests time stands still. `small` is what Slack leaves, since 2025, to apps
    that are sold outside its marketplace: https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps
    """

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)
        self.enforced = self.small = False

    def most(self, method: str, page_limit: int) -> int:
        """Things on a page, whatever is asked for."""
        return min(SMALL_PAGE, page_limit) if self.small and method in SMALL else page_limit

    def wait(self, method: str, channel: str) -> int:
        """Seconds until the method may be called again, and 0 when it may now: then this call counts."""
        if not self.enforced:
            return 0
        if method == "chat.postMessage":  # one a second in a channel
            return self._count(f"{method} {channel}", 1, timedelta(seconds=1))
        allowed = 1 if self.small and method in SMALL else TIERS.get(method)
        return self._count(method, allowed, MINUTE) if allowed else 0

    def _count(self, what: str, allowed: int, span: timedelta) -> int:
        now, calls = self._clock().timestamp(), self._calls[what]
        while calls and calls[0] <= now - span.total_seconds():
            calls.popleft()
        if len(calls) < allowed:
            calls.append(now)
            return 0
        return math.ceil(calls[0] + span.total_seconds() - now)
