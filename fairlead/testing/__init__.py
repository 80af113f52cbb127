"""The connector kit: a connector's whole test-suite is one class, the same for ours and for a third party's.

    class TestMine(ConnectorConformance):
        plugin = my_plugin

        @pytest.fixture
        def world(self) -> World: ...

It needs pytest, which Fairlead itself does not: nothing else in the package may import this one.
"""

import pytest

pytest.register_assert_rewrite(
    *(f"fairlead.testing.{name}" for name in ("declaring", "fixtures", "reading", "resuming", "trouble", "writing"))
)

from fairlead.testing.declaring import Declaring  # noqa: E402 - what is imported before is not rewritten
from fairlead.testing.reading import Reading  # noqa: E402
from fairlead.testing.resuming import Resuming  # noqa: E402
from fairlead.testing.trouble import InTrouble  # noqa: E402
from fairlead.testing.world import Place, Verb, World  # noqa: E402
from fairlead.testing.writing import Writing  # noqa: E402

__all__ = ["ConnectorConformance", "Place", "Verb", "World"]


class ConnectorConformance(Declaring, Reading, Resuming, InTrouble, Writing):
    """Set `plugin`, and give a pytest fixture `world` that makes a fresh `World` for each test."""
