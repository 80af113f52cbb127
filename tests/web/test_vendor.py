"""What pages ask a browser to run that is not ours is what CHECKSUMS says, and nothing else."""

import gzip
import json
import re
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "web" / "static" / "vendor"
PINNED = ROOT / "scripts" / "vendor" / "package-lock.json"
LARGEST = 130_000  # bytes, packed

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>\S+)  (?P<packages>.+)")
_PACKAGE = re.compile(r"(?P<name>\S+)@(?P<version>[\d.]+) \((?P<licence>[\w.-]+)\)")


def told() -> dict[str, re.Match[str]]:
    lines = (FOLDER / "CHECKSUMS").read_text().splitlines()
    found = [match for line in lines if (match := _LINE.fullmatch(line))]
    assert len(found) == len(lines)
    return {match["name"]: match for match in found}


def test_each_file_is_what_was_built() -> None:
    files = {path.name: path for path in FOLDER.iterdir() if path.suffix == ".js"}
    assert files.keys() == told().keys()
    for name, path in files.items():
        assert sha256(path.read_bytes()).hexdigest() == told()[name]["digest"], name


def test_each_package_has_the_version_that_is_pinned_and_a_licence_that_lets_us() -> None:
    pinned = json.loads(PINNED.read_text())["packages"]
    for match in told().values():
        for each in match["packages"].split(", "):
            package = _PACKAGE.fullmatch(each)
            assert package, each
            assert pinned[f"node_modules/{package['name']}"]["version"] == package["version"]
            assert package["licence"] in ("MIT", "0BSD")
            assert f"{each}\n\n" in (FOLDER / "LICENCES").read_text()


def test_the_editor_is_no_heavier_than_it_need_be() -> None:
    assert len(gzip.compress((FOLDER / "codemirror.js").read_bytes(), 9)) < LARGEST
