"""`fairlead detectors`, as people and scripts see it."""

from pathlib import Path

from core.detectors import DETECTORS
from tests.acceptance.command import fairlead, told


def test_the_command_tells_every_setting_with_its_value_and_default(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[detectors.D2]\nat_risk_days = 10\n")
    everything = told("detectors", config=config)["detectors"]
    assert [each["id"] for each in everything] == [detector.id for detector in DETECTORS]
    (stale,) = told("detectors", "D2", config=config)["detectors"]
    assert stale == everything[1]
    values = {each["name"]: (each["value"], each["default"], each["unit"]) for each in stale["settings"]}
    assert values == {"shown_days": (4, 4, "days"), "at_risk_days": (10, 14, "days"), "critical_days": (28, 28, "days")}
    assert "in progress" in stale["says"]["looks_at"]
    assert stale["docs"] == "docs/detectors.md#d2-stale-initiative"
    ran = fairlead("detectors", "D3x", config=config)
    assert (ran.returncode, ran.stderr) == (1, "fairlead: no detector D3x; did you mean D3?\n")
    shown = fairlead("detectors", config=config).stdout
    assert "at_risk_days = 10" in shown
    assert all(f"{detector.id} " in shown and detector.name in shown for detector in DETECTORS)
