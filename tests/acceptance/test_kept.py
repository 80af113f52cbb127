"""A scene that begins where another stood is the same to the hub and to the tools."""

from pathlib import Path

from scheduler.planning import plan_writes
from store.export import canonical
from tests.acceptance.kept import begun, travelled, written
from tests.acceptance.road import Scene


def told(now: Scene) -> tuple[list[str], str]:
    """All that the hub knows, and all that stands in the tools."""
    with now.hub.store.read() as tx:
        lines = list(canonical(tx))
    return lines, repr(now.opened.sandbox.call(now.company.snapshot))


def test_what_is_begun_is_as_good_as_lived(tmp_path: Path) -> None:
    lived = []

    def acts(now: Scene) -> None:
        written(now)
        lived.append(told(now))

    for _ in range(2):
        with begun(acts, tmp_path, 61) as now:
            assert [told(now)] == lived
            now.travel()
            assert plan_writes(now.hub).plan.operations == ()


def test_two_of_a_kind_may_be_open_at_once(tmp_path: Path) -> None:
    with begun(travelled, tmp_path, 5) as one, begun(travelled, tmp_path, 5) as other:
        assert one.config != other.config
        assert one.hub.key != other.hub.key
