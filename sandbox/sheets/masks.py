"""Field masks, which cut an answer to the fields that the caller names.

https://developers.google.com/workspace/sheets/api/guides/field-masks
"""

from typing import Any

Tree = dict[str, "Tree"]


def only(answer: Any, mask: str) -> Any:
    """`answer` with the fields of a mask such as `properties.title,sheets(properties.title)`; `*` is all."""
    return _cut(answer, parse(mask))


def parse(mask: str) -> Tree:
    """The mask as nested names; `a/b`, `a.b` and `a(b)` mean the same."""
    tree, rest = _fields(mask.replace("/", ".").replace(" ", ""))
    if rest:
        raise ValueError(f"no field mask: {mask}")
    return tree


def _fields(text: str) -> tuple[Tree, str]:
    tree: Tree = {}
    while text and text[0] != ")":
        name = text[: next((i for i, char in enumerate(text) if char in ",()"), len(text))]
        text = text[len(name) :]
        leaf = tree
        for part in name.split("."):
            leaf = leaf.setdefault(part, {})
        if text.startswith("("):
            inner, text = _fields(text[1:])
            leaf.update(inner)
            text = text.removeprefix(")")
        text = text.removeprefix(",")
    return tree, text


def _cut(answer: Any, tree: Tree) -> Any:
    if isinstance(answer, list):
        return [_cut(each, tree) for each in answer]
    if not tree or "*" in tree or not isinstance(answer, dict):
        return answer
    return {name: _cut(answer[name], below) for name, below in tree.items() if name in answer}
