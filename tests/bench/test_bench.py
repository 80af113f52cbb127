"""The benchmark runs; how fast is never a test."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_small_run_measures_and_an_unchanged_trip_costs_one_request_a_stream() -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "bench",
            "--items",
            "300",
            "--runs",
            "1",
            "--only",
            "floor",
            "--only",
            "fairlead",
            "--json",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert [case["case"].split()[0] for case in told["cases"]] == ["floor", "fairlead"]
    assert all(case["items_per_second"] > 0 for case in told["cases"])
    assert (told["unchanged"]["requests"], told["unchanged"]["items_written"]) == (told["unchanged"]["streams"], 0)
