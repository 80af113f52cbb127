"""A company that never was: deterministic by seed, with planted drift and the truth about it, living in simulated time."""

from sandbox.company.company import Company
from sandbox.company.run import Opened, open_company
from sandbox.company.truth import Expected, Plant

__all__ = ["Company", "Expected", "Opened", "Plant", "open_company"]
