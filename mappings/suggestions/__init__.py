"""Goals that items probably serve which no rule links, learned from confirmed and disputed links. Pure, and offline."""

from mappings.suggestions.examples import Example, Suggestion
from mappings.suggestions.mining import Proposal, propose
from mappings.suggestions.suggester import Suggester

__all__ = ["Example", "Proposal", "Suggester", "Suggestion", "propose"]
