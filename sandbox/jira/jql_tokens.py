"""The words of a JQL query, quoted or not."""

import re
from typing import NamedTuple

_TOKEN = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(<=|>=|!=|=|<|>|\(|\)|,)|([^\s()=<>!,"']+))""")


class JqlError(ValueError):
    """The query cannot be run; the text is what Jira puts into `errorMessages`."""


class Token(NamedTuple):
    text: str
    quoted: bool

    def means(self, *words: str) -> bool:
        return not self.quoted and self.text.lower() in words


def tokens(jql: str) -> list[Token]:
    found, at = [], 0
    while jql[at:].strip():
        match = _TOKEN.match(jql, at)
        if not match:
            raise JqlError(
                f"Error in the JQL Query: The character '{jql[at:].strip()[0]}' is a reserved JQL character."
            )
        double, single, operator, word = match.groups()
        quoted = double if double is not None else single
        found.append(
            Token(re.sub(r"\\(.)", r"\1", quoted), True) if quoted is not None else Token(operator or word, False)
        )
        at = match.end()
    return found
