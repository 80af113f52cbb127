"""`python -m bench.detection`: prints the table of docs/performance.md."""

import tempfile
from pathlib import Path

from bench.detection.delays import live, table

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(table(live(Path(folder)))))
