"""`python -m bench.writes.server TOOL COUNT PORT`: one tool of the sandbox with so many items. Prints where it is."""

import sys
import threading
from datetime import UTC, datetime
from typing import cast

from bench.writes.company import app
from sandbox import Sandbox, SimulatedClock, Tool


def main(tool: Tool, count: int, port: int) -> None:
    clock = SimulatedClock(datetime.now(UTC))
    with Sandbox({tool: app(tool, clock, count)}, clock, ports={tool: port}) as servers:
        print(servers.urls[tool], flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(cast(Tool, sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
