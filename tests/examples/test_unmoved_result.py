"""The example detector as a third party would have it: its own package, its own tests, and a hub that uses it."""

import ast
import shutil
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.contract import Stream
from core.records import Checkpoint, Goal
from scheduler import reconciling
from scheduler.checked import ConfigError
from scheduler.hub import Hub, open_hub
from store import pulls
from tests.examples.test_pages import fenced

pytest_plugins = ["pytester"]

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
PAGE = (Path(__file__).parents[2] / "docs" / "write-a-detector.md").read_text()


def test_its_own_tests_pass_where_it_is_installed(unmoved_result: Path, pytester: pytest.Pytester) -> None:
    for file in unmoved_result.glob("*.*"):
        shutil.copy(file, pytester.path)
    outcomes = pytester.runpytest_inprocess("--disable-plugin-autoload", "-W", "error").parseoutcomes()
    assert outcomes["passed"] >= 11
    assert not outcomes.keys() & {"failed", "errors"}


def test_it_is_one_short_module_that_knows_only_fairlead(unmoved_result: Path) -> None:
    source = (unmoved_result / "fairlead_unmoved.py").read_text()
    assert len(source.splitlines()) < 80
    modules = {each.module for each in ast.walk(ast.parse(source)) if isinstance(each, ast.ImportFrom)}
    declared = tomllib.loads((unmoved_result / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {each.partition(".")[0] for each in modules if each} - {"collections", "datetime"} == set(declared)


def add_result(hub: Hub, current: float, cursor: str) -> None:
    """As a tool that keeps goals would bring it."""
    goal = Goal(
        source="sheets",
        key="KR-1",
        level="key_result",
        title="Faster",
        place="A2",
        start=0,
        target=100,
        current=current,
    )
    stream = Stream("OKRs", "book")
    with hub.store.write() as tx:
        pulls.commit(tx, "sheets", stream, [goal], Checkpoint(cursor).cursor, hub.clock())
        pulls.succeeded(tx, "sheets", stream, hub.clock(), complete=True, every_minutes=60)


@pytest.mark.usefixtures("unmoved_result")
def test_a_hub_judges_by_it_with_the_settings_of_its_table(tmp_path: Path) -> None:
    now, config = [NOW], tmp_path / "config.toml"
    config.write_text("[detectors.unmoved]\nstill_days = 10\n")

    def seen(hub: Hub) -> list[str]:
        return [f.fingerprint for f in reconciling.reconcile_findings(hub).open if f.observation.detector == "unmoved"]

    with open_hub(config, lambda: now[0]) as hub:
        add_result(hub, 10, "1")
        assert seen(hub) == []
        now[0] += timedelta(days=10)
        assert seen(hub) == []  # the sheet was not read for ten days, so that nothing is said of it
        add_result(hub, 10, "2")
        assert len(seen(hub)) == 1
        add_result(hub, 20, "3")
        assert [seen(hub), seen(hub)][1] == []


@pytest.mark.usefixtures("unmoved_result")
@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[detectors.unmovd]", r"\[detectors.unmovd\]: no such detector; did you mean unmoved\?"),
        (
            "[detectors.unmoved]\nstill_days = -1",
            r"\[detectors.unmoved\] still_days: should be a whole number of at least 0",
        ),
        ("[detectors.unmoved]\nstill = 1", r"\[detectors.unmoved\] still: unknown key; did you mean still_days\?"),
    ],
)
def test_its_settings_are_checked_like_ours(tmp_path: Path, table: str, said: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(table)
    with pytest.raises(ConfigError, match=said), open_hub(config, lambda: NOW):
        pass


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('id="unmoved"', 'id="D2"', "its id is D2; name the entry point like it"),
        ('label="fairlead-unmoved"', 'label="fairlead-stale"', "its label fairlead-stale is that of D2"),
        (", forbid_unknown_fields=True", "", "its settings take any name"),
        ("still_days: Days = 28", "still_days: Days", "its setting still_days has no default"),
        ("detector = Detector(", "detector = dict(", "fairlead_unmoved:detector should be a fairlead.Detector"),
        ('detector="unmoved"', 'detector="D2"', "failed: ValueError: it speaks in the name of D2; nothing was judged"),
        ("goal=goal.parent", "goal=goal.above", "failed: AttributeError: .* nothing was judged"),
    ],
)
def test_one_that_cannot_stand_beside_ours_is_told_with_its_package(
    tmp_path: Path, unmoved_result: Path, before: str, after: str, said: str
) -> None:
    module, config = tmp_path / "fairlead_unmoved.py", tmp_path / "config.toml"
    code = (unmoved_result / "fairlead_unmoved.py").read_text()
    assert before in code
    module.write_text(code.replace(before, after))
    config.write_text("[detectors.unmoved]\nstill_days = 0\n" if "judged" in said else "")
    shutil.copy(unmoved_result / "pyproject.toml", tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(tmp_path)
        patch.delitem(sys.modules, "fairlead_unmoved", raising=False)
        with pytest.raises(ConfigError, match=f"detector unmoved of the package fairlead-unmoved:? {said}"):
            judge_once(config)


def judge_once(config: Path) -> None:
    with open_hub(config, lambda: NOW) as hub:
        add_result(hub, 10, "1")
        reconciling.reconcile_findings(hub)


def test_an_id_of_ours_is_taken(tmp_path: Path, unmoved_result: Path) -> None:
    site = tmp_path / "site"
    info = site / "other-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[fairlead.detectors]\nD2 = core.detectors.stale_initiative:DETECTOR\n")
    config = tmp_path / "config.toml"
    config.write_text("")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(site)
        with pytest.raises(
            ConfigError, match="detector D2 of the package other: its id D2 is taken by “stale initiative”"
        ):
            judge_once(config)


def test_the_guide_is_the_code_of_the_package(unmoved_result: Path) -> None:
    (code,) = fenced(PAGE, "python")[:1]
    assert code == (unmoved_result / "fairlead_unmoved.py").read_text()
    project = tomllib.loads((unmoved_result / "pyproject.toml").read_text())["project"]
    ((name, value),) = project["entry-points"]["fairlead.detectors"].items()
    assert f'{name} = "{value}"' in PAGE
    suite = fenced(PAGE, "python")[1]
    assert suite.strip() in (unmoved_result / "test_fairlead_unmoved.py").read_text()


def test_its_own_page_shows_the_default(unmoved_result: Path) -> None:
    from fairlead_unmoved import Settings

    (block,) = fenced((unmoved_result / "README.md").read_text(), "toml")
    assert Settings(**tomllib.loads(block)["detectors"]["unmoved"]) == Settings()
