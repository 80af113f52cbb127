"""Killed at any instant and run again, the hub ends where an uninterrupted one does, and each flag stands once."""

import random
import re
import subprocess
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from tests.acceptance.command import FAIRLEAD, begun, fairlead, surroundings, told
from tests.checker import doubled, impatient
from tests.seeds import SOAK

KILLS = 20 if SOAK else 4
PEOPLE, ITEMS = (40, 900) if SOAK else (16, None)
DRIFT = 3


def kill_at_random(rng: random.Random, config: Path, *arguments: str, longest: float) -> bool:
    """True if the process was still at work when it was killed."""
    process = begun(*arguments, config=config)
    process.join(rng.uniform(0.05, longest))
    return killed(process)


def killed_at_a_write(number: int, opened: Opened, config: Path, *arguments: str) -> bool:
    """True if a tool was told so many things by the process, which has most likely not heard of the last one yet."""
    history, before = opened.sandbox.history, len(opened.sandbox.history)
    process = begun(*arguments, config=config)
    while process.is_alive() and sum(exchange.is_write for exchange in history[before:]) < number:
        time.sleep(0.001)
    return killed(process)


def killed(process: ForkServerProcess) -> bool:
    process.kill()
    process.join()
    assert process.exitcode is not None
    return process.exitcode < 0


def dump(config: Path) -> list[str]:
    return fairlead("export", "--canonical", config=config).stdout.splitlines()


def test_killed_at_any_instant_the_dump_is_the_same_and_each_flag_stands_once(tmp_path: Path) -> None:
    rng = random.Random(5)
    now = datetime.now(UTC) - timedelta(minutes=2)
    with open_company(21, now=now, people=PEOPLE, items=ITEMS) as opened:
        whole = settle(opened.company, opened.sandbox.urls, tmp_path / "whole")
        started = time.perf_counter()
        program = [str(FAIRLEAD), "run"]  # Python orders its sets otherwise in it than in those that are killed
        assert subprocess.run(program, env=surroundings(whole), capture_output=True, check=False).returncode == DRIFT
        longest = 0.5 * (time.perf_counter() - started)  # later ones are faster, and who has ended cannot be killed
        expected = comparable(dump(whole))
        kills, number = 0, 0
        while kills < KILLS:
            number += 1
            config = settle(opened.company, opened.sandbox.urls, tmp_path / f"killed-{number}")
            at_work = True
            while at_work and kills < KILLS:
                at_work = kill_at_random(rng, config, "run", longest=longest)
                kills += at_work
            if at_work:
                told("run", config=config, exit_code=DRIFT)
            assert comparable(dump(config)) == expected
        apply_with_kills(rng, config, opened)
        assert twins(opened) == {}
        assert [*impatient(opened.sandbox.history), *doubled(opened.sandbox.history)] == []


def comparable(lines: list[str]) -> list[str]:
    """Places name the folder of the rule file, which differs here."""
    return [re.sub(r"/[^\"]*/mappings", "mappings", line) for line in lines]


def apply_with_kills(rng: random.Random, config: Path, opened: Opened) -> None:
    """What was in the air at a kill is looked for when the tool has had its time. No second approval is needed."""
    config.write_text(config.read_text().replace("[guard]\n", "[guard]\nquiet_seconds = 1\n"))
    kills = 0
    while kills < KILLS // 2:
        kills += killed_at_a_write(rng.randint(1, 8), opened, config, "apply", *approval(config))
    assert fairlead("apply", "--wait", *approval(config), config=config).returncode == 0
    assert approval(config) == []


def approval(config: Path) -> list[str]:
    """Of the present plan, if there is anything in it."""
    plan = told("plan", config=config)
    return ["--approve", plan["plan"]] if plan["operations"] else []


def twins(opened: Opened) -> dict[str, int]:
    """Marks that stand more than once in a tool, and labels or links that do."""
    tools = opened.company.tools
    marks: Counter[str] = Counter()
    for key in (issue["key"] for issue in tools.jira.issues.values()):
        marks.update(
            f"jira {key}" for comment in tools.jira.comments(key) if "Fairlead noticed" in str(comment["body"])
        )
        marks.update(f"jira {key} {link['globalId']}" for link in tools.jira.remote_links(key))
        marks.update(f"jira {key} {label}" for label in tools.jira.labels(key))
    for channel in tools.slack.channels():
        metadata = [message.get("metadata") for message in tools.slack.messages(channel.name)]
        marks.update(str(each["event_payload"]) for each in metadata if each)
    for repository, repo in tools.github.repos.items():
        for number in repo.issues:
            bodies = [comment["body"] for comment in tools.github.comments(repository, number)]
            marks.update(f"{repository}#{number}" for body in bodies if "fairlead:" in body)
    assert len(marks) > 30
    return {mark: count for mark, count in marks.items() if count > 1}
