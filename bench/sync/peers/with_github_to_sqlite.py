"""github-to-sqlite: its own command `issues` into SQLite. The address of GitHub is hard-wired in it, so it is redirected."""

import sys

from github_to_sqlite.cli import cli

from bench.sync.issues import REPO
from bench.sync.peers.redirected import redirect

if __name__ == "__main__":
    _tool, base, folder = sys.argv[1:]
    redirect("https://api.github.com", base)
    cli.main(["issues", f"{folder}/github.db", REPO])
