"""The floor: httpx, a msgspec struct, one upsert a page into SQLite; nothing that a product needs."""

import sqlite3
import sys

import httpx
import msgspec

from bench.sync.issues import REPO


class Issue(msgspec.Struct):
    node_id: str
    number: int
    title: str
    state: str
    updated_at: str
    body: str | None = None


def main(base: str, database: str) -> None:
    decoder = msgspec.json.Decoder(list[Issue])
    db = sqlite3.connect(database)
    db.execute("pragma journal_mode=wal")
    db.execute("create table issues (id text primary key, number int, title text, state text, updated text, body text)")
    url: str | None = f"{base}/repos/{REPO}/issues?state=all&sort=updated&direction=asc&per_page=100"
    with httpx.Client() as client:
        while url:
            response = client.get(url)
            rows = [msgspec.structs.astuple(issue) for issue in decoder.decode(response.content)]
            db.executemany(
                "insert into issues values (?,?,?,?,?,?) on conflict(id) do update set title=excluded.title,"
                " state=excluded.state, updated=excluded.updated, body=excluded.body",
                rows,
            )
            db.commit()
            url = response.links.get("next", {}).get("url")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
