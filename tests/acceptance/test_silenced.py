"""A finding that another one silences: open, folded away, and never written."""

from pathlib import Path

from core.plan import Target
from scheduler.planning import plan_writes
from tests.acceptance.command import fairlead, told
from tests.acceptance.road import scene

STARVED = "O-4"


def test_the_gap_of_a_starved_objective_is_folded_below_it_and_not_written(tmp_path: Path) -> None:
    with scene(tmp_path, 1, people=16, drifts={"D4", "D5"}) as now:
        about = {
            f.observation.detector: f for f in now.travel().reconciled.open if f.observation.subject.key == STARVED
        }
        assert set(about) == {"D4", "D5"}
        assert about["D5"].parent == about["D4"].fingerprint
        planned = plan_writes(now.hub).plan.operations
        (cell,) = [each for each in planned if each.target == Target("sheets", "cells", STARVED, "findings")]
        assert cell.findings == (about["D4"].fingerprint,)
        assert not [each for each in planned if about["D5"].fingerprint in each.findings]
        assert now.write().failed == ()
        assert plan_writes(now.hub).plan.operations == ()
        document = told("findings", config=now.config, exit_code=3)["findings"]
        assert [each["parent"] for each in document if each["parent"]] == [about["D4"].fingerprint]
        shown = fairlead("findings", config=now.config).stdout
        assert "and silences 1 × D5" in shown
        assert about["D5"].observation.summary not in shown
        assert about["D5"].observation.summary in fairlead("findings", "--all", config=now.config).stdout
