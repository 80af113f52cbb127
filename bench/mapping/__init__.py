"""Mapping: items to the rule that wins for each, beside other ways to judge rules."""
