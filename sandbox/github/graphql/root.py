"""Where every question begins: the fields of Query."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sandbox.github.graphql.problem import Problem
from sandbox.github.graphql.projects import Projects
from sandbox.github.graphql.view import View
from sandbox.github.shapes import Payload

MOST_IDS = 100


def root(view: View, rate: Payload) -> Payload:
    """https://docs.github.com/en/graphql/reference/queries"""
    projects = Projects(view)

    def named(kind: str, login: str) -> Payload:
        account = _account(view, login)
        if account is None or account["type"] != kind:
            article = "an" if kind == "Organization" else "a"
            raise Problem("NOT_FOUND", f"Could not resolve to {article} {kind} with the login of '{login}'.")
        return projects.owner(account["login"])

    def owner(login: str) -> Payload | None:
        account = _account(view, login)
        return projects.owner(account["login"]) if account else None

    def nodes(ids: list[str]) -> list[Payload | Problem]:
        if len(ids) > MOST_IDS:
            words = f"You may not provide more than {MOST_IDS} node ids; you provided {len(ids)}."
            raise Problem("ARGUMENT_LIMIT", words)
        known = dict(_nodes(view, projects))
        return [known[id_]() if id_ in known else _unknown(id_) for id_ in ids]

    def node(id_: str) -> Payload | Problem:
        return nodes([id_])[0]

    return {
        "repository": lambda _, owner, name, **__: view.repository(f"{owner}/{name}"),
        "organization": lambda _, login: named("Organization", login),
        "user": lambda _, login: named("User", login),
        "repositoryOwner": lambda _, login: owner(login),
        "viewer": lambda _: projects.owner(view.caller.login),
        "nodes": lambda _, ids: nodes(ids),
        "node": lambda _, id: node(id),  # noqa: A006 - the vendor's name
        "rateLimit": lambda _, **__: rate,
    }


def _account(view: View, login: str) -> Payload | None:
    known = view.state.directory.accounts.items()
    return next((each for name, each in known if name.casefold() == login.casefold()), None)


def _unknown(id_: str) -> Problem:
    """graphql-core makes an error of an exception that stands in a list, and null of its place."""
    return Problem("NOT_FOUND", f"Could not resolve to a node with the global id of '{id_}'.")


def _nodes(view: View, projects: Projects) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Everything that has an id and can be seen, not yet looked at."""
    state = view.state
    for repo in filter(view.caller.sees, state.repos.values()):
        for number, body in repo.issues.items():
            yield body["node_id"], partial(view.work, (repo.full_name, number))
        yield f"R_kgDO{repo.id:06x}", partial(view.repository, repo.full_name)
    for login, account in state.directory.accounts.items():
        yield account["node_id"], partial(projects.owner, login)
    for boards in state.boards.of.values():
        for board in boards.values():
            yield f"PVT_kwDO{board.id:06x}", partial(projects.board, board)
            for card in board.cards.values():
                yield f"PVTI_lADO{card.id:08x}", partial(projects.card, board, card)
