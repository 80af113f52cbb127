"""PyAirbyte: its connector of GitHub, in a process of its own, into a cache of DuckDB. Registry and telemetry are off.

`python -m bench.sync.peers.with_pyairbyte CONNECTOR BASE FOLDER`
"""

import os
import sys

from bench.sync.issues import REPO


def main(connector: str, base: str, folder: str) -> None:
    os.environ |= {"AIRBYTE_OFFLINE_MODE": "1", "AIRBYTE_LOGGING_ROOT": folder}  # read while it is imported
    import airbyte

    config = {
        "credentials": {"option_title": "PAT Credentials", "personal_access_token": "bench-token"},
        "repositories": [REPO],
        "api_url": base,
        "start_date": "2020-01-01T00:00:00Z",
    }
    source = airbyte.get_source("source-github", config=config, local_executable=connector, streams=["issues"])
    source.read(cache=airbyte.new_local_cache("bench", cache_dir=folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
