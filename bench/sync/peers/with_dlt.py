"""The peer dlt: the same issues through its REST source into SQLite or DuckDB, with its own defaults."""

import os
import sys
from pathlib import Path

os.environ["DLT_TELEMETRY"] = os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt
from dlt.sources.rest_api import rest_api_resources

from bench.sync.issues import REPO


def main(base: str, database: str) -> None:
    resources = rest_api_resources(
        {
            "client": {"base_url": base, "paginator": "header_link"},
            "resources": [
                {
                    "name": "issues",
                    "primary_key": "id",
                    "write_disposition": "merge",
                    "endpoint": {
                        "path": f"repos/{REPO}/issues",
                        "params": {"state": "all", "sort": "updated", "direction": "asc", "per_page": 100},
                    },
                }
            ],
        }
    )
    pipeline = dlt.pipeline(
        "bench",
        destination=dlt.destinations.duckdb(database),
        dataset_name="github",
        pipelines_dir=str(Path(database).parent / "pipelines"),
    )
    pipeline.run(resources, loader_file_format="parquet")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
