"""The first half of tap-github into a target: Singer's lines of the stream `issues` on stdout. It asks one hard-wired address
whether its token is good; that is redirected."""

import sys
from pathlib import Path

from tap_github.tap import TapGitHub

from bench.sync.issues import REPO
from bench.sync.peers.redirected import redirect


def main(base: str, folder: str) -> None:
    redirect("https://api.github.com", base)
    config = {
        "api_url_base": base,
        "auth_token": "bench-token",
        "repositories": [REPO],
        "start_date": "2020-01-01T00:00:00Z",
    }
    state = Path(folder) / "state.json"
    known = {"state": str(state)} if state.exists() else {}
    catalog = TapGitHub(config=config).catalog
    for name, entry in catalog.items():
        entry.metadata.root.selected = name == "issues"
    TapGitHub(config=config, catalog=catalog.to_dict(), **known).sync_all()


if __name__ == "__main__":
    main(*sys.argv[1:])
