"""What a detector is told, by kind of thing: the types of what stands in `fairlead.Facts`."""

from core.facts import *  # noqa: F403 - what it lists is what there is
from core.facts import __all__ as __all__
