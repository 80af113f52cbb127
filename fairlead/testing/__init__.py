"""The kits: the whole test-suite of a connector or a detector is one class, the same for ours and for a third party's.

    class TestMine(ConnectorConformance):
        plugin = my_plugin

        @pytest.fixture
        def world(self) -> World: ...

    class TestMine(DetectorConformance):
        detector = my_detector

        @pytest.fixture
        def drifting(self) -> Facts: ...

It needs pytest, which Fairlead itself does not: nothing else in the package may import this one.
"""

import pytest

MODULES = (
    *("counting", "dating", "declaring", "desk", "fixtures", "hinting", "judging", "leaving"),
    *("reading", "resuming", "showing", "telling", "threads", "trouble", "writing"),
)
pytest.register_assert_rewrite(*(f"fairlead.testing.{name}" for name in MODULES))

from fairlead.testing.counting import Counting  # noqa: E402 - what is imported before is not rewritten
from fairlead.testing.dating import Dating  # noqa: E402
from fairlead.testing.declaring import Declaring  # noqa: E402
from fairlead.testing.hinting import Hinting  # noqa: E402
from fairlead.testing.judging import DetectorConformance  # noqa: E402
from fairlead.testing.leaving import Leaving  # noqa: E402
from fairlead.testing.reading import Reading  # noqa: E402
from fairlead.testing.resuming import Resuming  # noqa: E402
from fairlead.testing.showing import Showing  # noqa: E402
from fairlead.testing.telling import Telling  # noqa: E402
from fairlead.testing.threads import Threads  # noqa: E402
from fairlead.testing.trouble import InTrouble  # noqa: E402
from fairlead.testing.world import Place, Verb, Webhook, World  # noqa: E402

__all__ = ["ConnectorConformance", "DetectorConformance", "Place", "Verb", "Webhook", "World"]


class ConnectorConformance(
    Declaring, Reading, Resuming, Counting, Dating, Leaving, Threads, InTrouble, Telling, Showing, Hinting
):
    """Set `plugin`, and give a pytest fixture `world` that makes a fresh `World` for each test."""
