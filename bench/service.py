"""`python -m bench.service`: an hour in the life of a company, while `fairlead serve` reads it as a process of its own.

The hour is told in a tenth of it: changes come ten times as fast, and the hub pulls and judges every minute and a half in place
of every fifteen. 2 % of all items change in it. Each half minute two teams begin the same work: a webhook tells of it, and the
seconds until its finding stands open are counted. Memory, CPU and the answers of the pages are sampled each second.
"""

import argparse
import json
import os
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import linear_regression, median, quantiles
from typing import TextIO
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bench.process import FAIRLEAD
from bench.scale.hub import SECRET, environment, settle, tool
from sandbox.github.telling import headers

ITEMS, SHARE = 100_000, 0.02
FASTER, MINUTES = 10, 15  # how much the hour is pressed together, and between two pulls of it
TWINS = 30.0  # seconds
PAGES = (
    *("/healthz", "/readyz", "/metrics"),
    *("/", "/tree", "/findings", "/rules", "/plan", "/connectors", "/audit", "/api/v1/goals"),
)
MB = 1 << 20
TICKS = os.sysconf("SC_CLK_TCK")


class Watch:
    """What is seen of one process that serves, second by second."""

    def __init__(self, pid: int, base: str, database: Path) -> None:
        self._pid, self._base, self._database = pid, base, database
        self.memory: list[tuple[float, float]] = []
        self.answers: dict[str, list[float]] = defaultdict(list)
        self.refused: dict[str, int] = defaultdict(int)
        self.found: list[float] = []
        self._waiting: dict[str, float] = {}

    @property
    def cpu(self) -> float:
        """Seconds, of the process and its threads."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def look(self, at: float) -> None:
        self.memory.append((at, self.resident))
        for page in PAGES:
            self._ask(page)
        self._look_for_findings()

    @property
    def resident(self) -> float:
        """MB."""
        pages = int(Path(f"/proc/{self._pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / MB

    def tell(self, title: str, where: list[str]) -> None:
        """By a webhook of each repository, that something was opened."""
        self._waiting[title] = time.monotonic()
        for name in where:
            body = json.dumps({"action": "opened", "issue": {}, "repository": {"full_name": name}}).encode()
            told = headers(SECRET, "issues", f"{title} {name}", body)
            with urlopen(Request(f"{self._base}/hooks/github", body, told)):
                pass

    def judged(self) -> bool:
        """Since everything was pulled."""
        return self._asked(_JUDGED) > 0

    def missed(self) -> int:
        return len(self._waiting)

    def _ask(self, page: str) -> None:
        begun = time.perf_counter()
        try:
            with urlopen(f"{self._base}{page}", timeout=30) as answer:
                answer.read()
        except (HTTPError, URLError, TimeoutError) as error:
            self.refused[f"{page} {error}"] += 1
        self.answers[page].append(time.perf_counter() - begun)

    def _look_for_findings(self) -> None:
        for title, begun in list(self._waiting.items()):
            if self._asked("SELECT count(*) FROM findings WHERE detector = 'D15' AND data LIKE ?", f"%{title}%"):
                self.found.append(time.monotonic() - begun)
                del self._waiting[title]

    def _asked(self, query: str, *values: str) -> int:
        try:
            with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as db:
                return int(db.execute(query, values).fetchone()[0])
        except sqlite3.OperationalError:  # nothing stands there yet
            return 0


_JUDGED = """
SELECT count(*) FROM duties p JOIN duties j ON j.job = 'judge' AND j.began_at >= p.ended_at AND j.ended_at >= j.began_at
WHERE p.job = 'pull' AND NOT EXISTS (SELECT 1 FROM streams WHERE last_success IS NULL)
"""


def main() -> None:
    asked = _arguments()
    with ExitStack() as stack:
        folder = Path(asked.folder or stack.enter_context(tempfile.TemporaryDirectory()))
        base = stack.enter_context(tool(asked.items))
        watch = stack.enter_context(_serving(folder, base))
        _settle_in(watch)
        _live(watch, base, asked.items, asked.minutes * 60)


@contextmanager
def _serving(folder: Path, tool_at: str) -> Iterator[Watch]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen_on = f"127.0.0.1:{free.getsockname()[1]}"
    config = settle(folder, tool_at, "sqlite:///hub.db", minutes=MINUTES / FASTER, listen_on=listen_on)
    with (folder / "serve.log").open("w") as log, _process(config, log) as process:
        yield Watch(process.pid, f"http://{listen_on}", folder / "hub.db")


@contextmanager
def _process(config: Path, log: TextIO) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([*FAIRLEAD, "serve", "--config", str(config)], env=environment(), stdout=log, stderr=log)
    try:
        yield process
    finally:
        begun = time.monotonic()
        process.terminate()
        process.wait(30)
        print(f"ended within {time.monotonic() - begun:.1f} s, with {process.returncode}")


def _settle_in(watch: Watch) -> None:
    """Everything is pulled, mapped and judged for the first time."""
    begun, most = time.monotonic(), 0.0
    while not watch.judged():
        most = max(most, watch.resident)
        time.sleep(0.5)
    seconds = time.monotonic() - begun
    print(f"first judged after {seconds:.0f} s, {watch.cpu:.0f} of CPU, at most {most:.0f} MB", flush=True)


def _live(watch: Watch, base: str, items: int, seconds: float) -> None:
    begun, busy, changed, twins = time.monotonic(), watch.cpu, 0, 0
    while (at := time.monotonic() - begun) < seconds:
        due = int(items * SHARE * at / seconds) - changed
        if due:
            with urlopen(f"{base}/edit/{due}"):
                changed += due
        if at >= twins * TWINS and at < seconds - 2 * TWINS:
            title = f"twin{twins}x of{twins} the{twins} ledger"
            with urlopen(f"{base}/twin/{title.replace(' ', '%20')}") as answer:
                watch.tell(title, json.load(answer))
            twins += 1
        watch.look(at)
        time.sleep(max(0.0, 1.0 - (time.monotonic() - begun - at)))
    _report(watch, changed, seconds, watch.cpu - busy)


def _report(watch: Watch, changed: int, seconds: float, cpu: float) -> None:
    at, memory = zip(*watch.memory, strict=True)
    half, slope = len(memory) // 2, linear_regression(at, memory).slope * seconds
    first, last = (median(part) for part in (memory[:half], memory[half:]))
    print(f"{changed:,} items changed in {seconds:.0f} s; {cpu:.0f} s of CPU; load {os.getloadavg()[0]:.1f}")
    print(
        f"memory: at first {memory[0]:.0f} MB, median {median(memory):.0f}, most {max(memory):.0f}, at last {memory[-1]:.0f}"
    )
    print(f"  medians of the halves {first:.0f} and {last:.0f} MB, slope {slope:+.0f} MB in the hour")
    for page, took in watch.answers.items():
        print(f"{page}: {_spread(took, 1000)} ms")
    for refusal, count in watch.refused.items():
        print(f"  {count} times {refusal}")
    if watch.found:
        print(f"from a change to its finding: {_spread(watch.found)} s; {len(watch.found)} found, {watch.missed()} not")


def _spread(values: Sequence[float], scale: float = 1) -> str:
    p95 = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return f"median {median(values) * scale:.0f}, p95 {p95 * scale:.0f}, most {max(values) * scale:.0f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.service", description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS, help=f"items of the company (default {ITEMS:,})")
    parser.add_argument("--minutes", type=float, default=60 / FASTER, help="how long the hour takes (default 6)")
    parser.add_argument("--folder", help="an empty folder in which the hub and its log stay")
    return parser.parse_args()


if __name__ == "__main__":
    main()
