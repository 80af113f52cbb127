"""What docs/connect.md says that `fairlead doctor` and `fairlead sync` print is what they print, on a simulated company."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead.cli import main
from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from tests.house.commands import ROOT

PAGE = (ROOT / "docs" / "connect.md").read_text()
PARTS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
Run = Callable[[str], str]


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(31, now=datetime.now(UTC) - timedelta(minutes=2), people=16) as company:
        yield company


@pytest.fixture
def config(opened: Opened, tmp_path: Path) -> Path:
    return settle(opened.company, opened.sandbox.urls, tmp_path)


@pytest.fixture
def run(config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """What a command line prints, all on one line."""

    def printed(command: str) -> str:
        monkeypatch.setenv("COLUMNS", "1000")
        monkeypatch.setattr(sys, "argv", ["fairlead", *command.split(), "--config", str(config)])
        with pytest.raises(SystemExit):
            main()
        said = capsys.readouterr()
        return " ".join((said.out + said.err).split())

    return printed


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def mend(part: str, said: str) -> str | None:
    """What the page tells somebody to do who reads this."""
    (table,) = re.findall(r"^\| (?:they say|doctor says) \|.*\n((?:\|.*\n)+)", PARTS[part], re.MULTILINE)
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", table, re.MULTILINE)
    fitting = [advice for words, advice in rows if all(word in said for word in re.findall(r"`([^`]+)`", words))]
    return fitting[0] if fitting else None


def test_doctor_in_good_health_prints_the_lines_of_the_page(run: Run) -> None:
    said = run("doctor")
    shown = [line.split()[:2] for line in re.findall(r"^✓.*", PAGE, re.MULTILINE)]
    assert [tool for _, tool in shown] == ["jira", "github", "slack", "sheets"]
    assert [tool for _, tool in shown if f"✓ {tool} " not in said] == []


@pytest.mark.parametrize(
    ("tool", "part", "advice"),
    [
        ("jira", "Jira", "the token ended, or `email` is not its account"),
        ("github", "GitHub", "the token is wrong, ended or was revoked"),
        ("slack", "Slack", "install the app again"),
    ],
)
def test_a_wrong_token(run: Run, config: Path, tool: str, part: str, advice: str) -> None:
    (config.parent / f"{tool}.token").write_text("canary-5f2c9e")
    assert advice in (mend(part, run("doctor")) or "")


@pytest.mark.parametrize(("scope", "advice"), [("channels:history", "add the scopes"), ("chat:write", "no error")])
def test_a_scope_that_is_missing_in_slack(run: Run, opened: Opened, scope: str, advice: str) -> None:
    scopes = opened.company.tools.slack.scopes
    opened.sandbox.call(lambda: scopes.discard(scope))
    said = run("doctor")
    opened.sandbox.call(lambda: scopes.add(scope))
    assert advice in (mend("Slack", said) or "")


def test_what_is_no_fault_is_told_as_well(run: Run, config: Path) -> None:
    (config.parent / "jira.token").chmod(0o644)
    said = run("doctor")
    assert "✓ jira" in said
    assert f"! jira token: file {config.parent / 'jira.token'} can be read by others" in said
    assert "! github its credential may do more than the hub needs, take away: read:org, read:user" in said
    for words in ("can be read by others", "may do more than the hub needs"):
        assert "no error" in (mend("How it begins", words) or "")


@pytest.mark.parametrize(
    ("part", "old", "new", "advice"),
    [
        ("Jira", 'projects = ["', 'projects = ["NOPE", "', "wrong key in `projects`"),
        ("GitHub", 'repositories = ["', 'repositories = ["acme/nope", "', "typing error in `repositories`"),
        ("Slack", 'channels = ["', 'channels = ["nope", "', "typing error in `channels`"),
        ("Google Sheets", 'title = "OKRs"', 'title = "OKR"', "typing error in `title`"),
        ("Google Sheets", 'spreadsheet = "', 'spreadsheet = "2', "share it with the address"),
    ],
)
def test_a_wrong_name(run: Run, config: Path, part: str, old: str, new: str, advice: str) -> None:
    edit(config, old, new)
    assert advice in (mend(part, run("sync")) or "")


@pytest.mark.parametrize(
    ("old", "new", "advice"),
    [
        ("goal_types", "gaol_types", "a typing error in `config.toml`"),
        ("http://127.0.0.1", "http://jira.example.com", "`base_url` begins with `http://`"),
        ("jira.token", "nothing.token", "the token file is not there"),
        ("token = { file = ", "token = { env = ", "the environment variable is not set"),
    ],
)
def test_a_wrong_setting(run: Run, config: Path, old: str, new: str, advice: str) -> None:
    edit(config, old, new)
    assert advice in (mend("How it begins", run("doctor")) or "")


def test_no_configuration(run: Run, config: Path) -> None:
    config.unlink()
    assert "fairlead init" in (mend("How it begins", run("doctor")) or "")
