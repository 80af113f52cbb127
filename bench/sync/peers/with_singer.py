"""A Singer tap into target-duckdb, joined by a pipe as people join them; the last state that comes out is for the next run.

`python -m bench.sync.peers.with_singer TAP-PYTHON TAP-MODULE TARGET BASE FOLDER`
"""

import json
import subprocess
import sys
from pathlib import Path

TABLES = "tool"


def main(python: str, module: str, target: str, base: str, folder: str) -> None:
    home = Path(folder)
    config = home / "target.json"
    config.write_text(json.dumps({"path": str(home / "singer.duckdb"), "default_target_schema": TABLES}))
    with subprocess.Popen([python, "-m", module, base, folder], stdout=subprocess.PIPE) as tap:
        loaded = subprocess.run([target, "--config", str(config)], stdin=tap.stdout, stdout=subprocess.PIPE, check=True)
    if tap.returncode:
        raise SystemExit(f"{module} ended with {tap.returncode}")
    (home / "state.json").write_text(loaded.stdout.splitlines()[-1].decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
