"""`fairlead check-in` as it is typed."""

from pathlib import Path

import pytest

from tests.acceptance.command import done, fairlead, told
from tests.scheduler.little import little, written
from tests.scheduler.test_checking_in import ANA, GOALS


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = written(tmp_path, "")
    with little(path, GOALS):
        return path


def test_an_answer_is_kept_and_told_in_one_line(config: Path) -> None:
    dry = told("check-in", "KR-2", "--value", "yes", "--for", ANA, "--dry-run", config=config)
    assert (dry["value"], dry["person"], dry["dry_run"]) == (1.0, ANA, True)
    ran = fairlead("check-in", "KR-2", "--value", "yes", "--confidence", "7/10", config=config, FAIRLEAD_USER=ANA)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("KR-2: done, confidence 7/10 (")
    assert ran.stdout.endswith(f"), by {ANA}. The next `fairlead apply` writes it into the sheet.\n")


def test_what_is_refused_is_one_message(config: Path) -> None:
    for arguments, says, code in (
        (("KR-2", "--value", "half", "--for", ANA), "write yes or no", 1),
        (("KR-2", "--value", "yes"), f"say for whom this is: --for {ANA}", 1),
        ((), "name a goal, or ask with --due who is asked", 2),
    ):
        ran = fairlead("check-in", *arguments, config=config, FAIRLEAD_USER="somebody")
        assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (code, "", 1)
        assert says in ran.stderr


def test_who_is_asked(config: Path) -> None:
    assert fairlead("check-in", "--due", config=config).stdout == "Nobody is asked anything now.\n"
    done("reconcile", config=config)
    (line,) = fairlead("check-in", "--due", config=config).stdout.splitlines()
    assert line.startswith(f"{ANA}  KR-3 Goal KR-3: 20")
    assert line.endswith(", waits")
    (found,) = told("check-in", "--due", config=config)["due"]
    assert (found["kind"], found["goal"], found["owner"], found["answered"]) == ("check-in", "KR-3", ANA, None)
