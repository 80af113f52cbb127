"""Builds web/static/vendor out of the packages that package-lock.json pins: `uv run python scripts/vendor/build.py` (asks npm).

What is built is committed, so that nobody who installs the hub needs npm; CHECKSUMS tells where each file comes from,
LICENCES under what terms.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "web" / "static" / "vendor"
COPIED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}
BUILT = "codemirror.js"
SHAPE = (
    "--bundle",
    "--minify",
    "--format=iife",
    "--global-name=CodeMirror",
    "--target=es2022",
    "--legal-comments=none",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("package.json", "package-lock.json", BUILT):
            shutil.copy(HERE / name, place)
        _run("npm", "ci", "--no-audit", "--no-fund", at=place)
        packages = place / "node_modules"
        for name, source in COPIED.items():
            shutil.copyfile(packages / source, OUT / name)
        told = place / "told.json"
        _run(
            str(packages / ".bin" / "esbuild"),
            BUILT,
            *SHAPE,
            f"--outfile={OUT / BUILT}",
            f"--metafile={told}",
            at=place,
        )
        within = {BUILT: _packages(_inputs(told))}
        within |= {name: _packages([f"node_modules/{source}"]) for name, source in COPIED.items()}
        (OUT / "CHECKSUMS").write_text("".join(f"{_line(name, within[name])}\n" for name in sorted(within)))
        (OUT / "LICENCES").write_text(
            "\n\n".join(_licences(packages, {each for some in within.values() for each in some}))
        )


def _run(*command: str, at: Path) -> None:
    subprocess.run(command, cwd=at, check=True)


def _inputs(told: Path) -> list[str]:
    return [path for path in json.loads(told.read_text())["inputs"] if path.startswith("node_modules/")]


def _packages(paths: Iterable[str]) -> list[str]:
    """`htmx.org@2.0.11 (0BSD)` of each package that these files are of."""
    pinned = json.loads((HERE / "package-lock.json").read_text())["packages"]
    found = {path.partition("/")[0] + "/" + _name(path.partition("/")[2]) for path in paths}
    return [_told(each.partition("/")[2], pinned[each]) for each in sorted(found)]


def _told(name: str, package: dict[str, str]) -> str:
    return f"{name}@{package['version']} ({package['license']})"


def _name(path: str) -> str:
    """`@codemirror/view` of `@codemirror/view/dist/index.js`."""
    return "/".join(path.split("/")[: 2 if path.startswith("@") else 1])


def _licences(packages: Path, named: Iterable[str]) -> Iterator[str]:
    """Their texts, as each asks for."""
    for each in sorted(named):
        name = each.rpartition("@")[0]
        yield f"{each}\n\n{(packages / name / 'LICENSE').read_text()}"


def _line(name: str, packages: Iterable[str]) -> str:
    """As sha256sum writes it, with what is in the file behind it."""
    return f"{sha256((OUT / name).read_bytes()).hexdigest()}  {name}  {', '.join(packages)}"


if __name__ == "__main__":
    main()
