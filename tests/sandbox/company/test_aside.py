"""What is put on a stage aside leaves everything else as it was."""

from datetime import UTC, datetime
from random import Random

from sandbox.company import Company

NOW = datetime(2026, 6, 17, 15, 30, tzinfo=UTC)


def test_dice_of_its_own() -> None:
    stage = Company(1, now=NOW).stage
    apart, before = stage.aside(5), stage.random.getstate()
    apart.later(3, print)
    assert apart.random.random() == Random(5).random()
    assert stage.random.getstate() == before
    assert stage.upcoming[3][-1] is print
