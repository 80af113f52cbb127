"""Items to goals: the rule language, its compiler, matcher, lint and explanation. Pure: text and values in, values out.

This is the station `map` on the road of an item: `load` the rules, compile a `Linker`, `link_all` the changed items.
"""

from mappings.batch import link_all
from mappings.changes import Reach, Standing
from mappings.explain import Explanation, explain
from mappings.linker import Linker
from mappings.lint import check
from mappings.neighbours import Neighbours
from mappings.reader import Source, load, load_all
from mappings.rules import Condition, Group, Problem, Rule, RulesError, Ruleset

__all__ = [
    "Condition",
    "Explanation",
    "Group",
    "Linker",
    "Neighbours",
    "Problem",
    "Reach",
    "Rule",
    "RulesError",
    "Ruleset",
    "Source",
    "Standing",
    "check",
    "explain",
    "link_all",
    "load",
    "load_all",
]
