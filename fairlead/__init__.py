"""Fairlead: links daily work to the objectives it serves. These names are all that the author of a connector or a detector
needs, with `fairlead.facts` and `fairlead.bounds` for detectors."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairlead.authoring import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """The names of `fairlead.authoring`, at first use: the command is in this package too, and starts sooner without them."""
    if find_spec(f"{__name__}.{name}"):
        raise AttributeError(name)  # a part of the package, which whoever asks is about to import
    return getattr(import_module(f"{__name__}.authoring"), name)
