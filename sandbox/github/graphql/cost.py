"""What a question costs, from its document alone: every connection is taken to be as long as was asked for.

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

MOST_NODES = 500_000


class Cost(NamedTuple):
    """`requests` are those that GitHub makes of its own database; a hundred are a point."""

    requests: int = 0
    nodes: int = 0

    @property
    def points(self) -> int:
        return max(1, round(self.requests / 100))

    def __add__(self, other: Any) -> "Cost":
        return Cost(self.requests + other.requests, self.nodes + other.nodes)


def cost(document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any]) -> Cost:
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}

    @cache
    def of_fragment(name: str, times: int) -> Cost:
        return _of(fragments[name].selection_set, times, of_fragment, variables)

    return _of(operation.selection_set, 1, of_fragment, variables)


def _of(
    selected: SelectionSetNode | None,
    times: int,
    of_fragment: Callable[[str, int], Cost],
    variables: dict[str, Any],
) -> Cost:
    total = Cost()
    for each in selected.selections if selected else ():
        if isinstance(each, FragmentSpreadNode):
            total += of_fragment(each.name.value, times)
        elif isinstance(each, FieldNode):
            size = _size(each, variables)
            below = _of(each.selection_set, times * (size or 1), of_fragment, variables)
            total += below if size is None else below + Cost(times, times * size)
        elif isinstance(each, InlineFragmentNode):
            total += _of(each.selection_set, times, of_fragment, variables)
    return total


def _size(field: FieldNode, variables: dict[str, Any]) -> int | None:
    for argument in field.arguments or ():
        if argument.name.value in ("first", "last"):
            value = argument.value
            if isinstance(value, IntValueNode):
                return int(value.value)
            if isinstance(value, VariableNode) and isinstance(size := variables.get(value.name.value), int):
                return size
    return None
