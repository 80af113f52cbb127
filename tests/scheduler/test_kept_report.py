"""The report of the last evaluation, as pages show it, is what `fairlead report` tells."""

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from scheduler.reconciling import reconcile_findings
from scheduler.report import FLOWS_REST, kept_report, report
from tests.acceptance.kept import begun, travelled


def test_it_is_the_report_without_findings(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 7) as now:
        made, kept = report(now.hub), kept_report(now.hub)
        assert kept
        assert kept.findings == ()
        same = {"findings": (), "lives": {}, "overview": kept.overview, "flow_seconds": kept.flow_seconds}
        assert kept == replace(made, **same)
        assert kept.overview.found == made.overview.found


def test_flows_are_counted_again_when_they_are_old_for_what_they_cost(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 7) as now:
        first = kept_report(now.hub)
        assert first
        now.wait(seconds=FLOWS_REST * first.flow_seconds / 2)
        reconcile_findings(now.hub)
        young = kept_report(now.hub)
        now.wait(seconds=FLOWS_REST * first.flow_seconds)
        reconcile_findings(now.hub)
        old = kept_report(now.hub)
        assert young
        assert old
        assert young.flows.as_of == first.flows.as_of < old.flows.as_of == old.as_of
        assert kept_report(now.hub, until=first.as_of.date() - timedelta(days=1)) is None
