"""Environments of peers, whose dependencies are not ours: each is made at first use, below `.bench`, of pinned versions."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[2] / ".bench"


class Environment:
    """`packages` as pip names them; what those need is what the registry has on the day."""

    def __init__(self, name: str, *packages: str) -> None:
        self._home, self._packages = HOME / name, packages

    def command(self, name: str) -> str:
        return str(self._home / "bin" / name)

    def prepare(self) -> None:
        """SystemExit when it cannot be made, with what uv says."""
        made = self._home / "packages.txt"
        if made.exists() and made.read_text().split() == list(self._packages):
            return
        self._uv("venv", "--clear", "--python", sys.executable, str(self._home))
        self._uv("pip", "install", "--compile-bytecode", "--python", self.command("python"), *self._packages)
        made.write_text("\n".join(self._packages))

    def _uv(self, *arguments: str) -> None:
        made = subprocess.run([os.environ.get("UV", "uv"), *arguments], capture_output=True, text=True, check=False)
        if made.returncode:
            raise SystemExit(f"the environment {self._home.name} cannot be made: {made.stderr}")
