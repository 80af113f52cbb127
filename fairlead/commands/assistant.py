"""`mcp`: an assistant reads the hub through this process."""

import logging
from pathlib import Path

from fairlead import logs
from scheduler.hub import open_hub


def mcp(config: Path) -> None:
    """Until the assistant closes the line. Only what the protocol says stands on standard output."""
    from web.mcp.server import assistant  # takes longer to import than most commands run

    logs.begin(logging.WARNING)
    with open_hub(config) as hub:
        assistant(lambda: hub).run("stdio")
