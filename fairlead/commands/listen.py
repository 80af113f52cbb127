"""`listen`: buttons that do something, as long as it runs."""

import logging
import signal
from pathlib import Path

from fairlead import logs
from fairlead.cli import leave
from fairlead.output import OK, USAGE, complain, fail
from scheduler.answering.desk import Heard
from scheduler.answering.listening import listen as hear
from scheduler.hub import Hub, open_hub

NAMED = 8  # characters of a finding


def listen(config: Path, http: str | None) -> None:
    """Ends within seconds when it is asked to: whatever a tool has under way is looked after by the next `apply`."""
    if http and not http.rpartition(":")[2].isdigit():
        fail(f"fairlead: --http {http}: write a host and a port, such as 127.0.0.1:8787", USAGE)
    logs.begin(logging.WARNING, logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    with open_hub(config) as hub:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: hub.stopping.set())
        hear(hub, lambda heard: _tell(hub, heard), at=http or "", began=lambda tool: complain(_begins(hub, tool, http)))
        complain("fairlead: stopped listening")
    leave(OK)


def _begins(hub: Hub, tool: str, http: str | None) -> str:
    begins = f"fairlead: listening to {tool}{f' at {http}' if http else ''}; Ctrl-C ends it"
    if not hub.live:
        return f'{begins}; the hub is in dry-run, so nobody sees an answer (mode = "live" in {hub.config.path})'
    halted = hub.halted()
    return f"{begins}; {halted}, so messages stay as they are" if halted else begins


def _tell(hub: Hub, heard: Heard) -> None:
    about = f" {heard.about[:NAMED]}" if heard.about else ""
    complain(f"{hub.clock():%H:%M:%S} {heard.who} {heard.act}{about}: {heard.outcome} in {heard.seconds:.1f} s")
