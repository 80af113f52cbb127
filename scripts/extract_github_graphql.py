"""Derives sandbox/github/graphql/schema.graphql from GitHub's own GraphQL schema, as Octokit publishes it.

Run it again after raising the version or using another field: `uv run python scripts/extract_github_graphql.py` (needs npm,
fetches one pinned package of 600 KB). What is kept is named below, field by field; enums, inputs and scalars follow whole.
Prose is dropped, and so are interfaces of which a type does not keep all fields.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from graphql import (
    DefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    UnionTypeDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from scripts.openapi import bytes_from_npm

PACKAGE, MEMBER = "@octokit/graphql-schema@15.26.1", "package/schema.graphql"
TARGET = Path(__file__).parents[1] / "sandbox" / "github" / "graphql" / "schema.graphql"
WHOLE = (EnumTypeDefinitionNode, InputObjectTypeDefinitionNode, ScalarTypeDefinitionNode)
BUILT_IN = ("ID", "Int", "Float", "String", "Boolean")

CONNECTION, EDGE = "totalCount pageInfo nodes edges", "cursor node"
CONNECTED = (
    "Issue", "IssueComment", "Label", "PullRequest", "PullRequestReview", "ProjectV2", "ProjectV2Item",
    "ProjectV2ItemFieldValue", "ProjectV2FieldConfiguration", "Team", "User",
)  # fmt: skip
WORK = """id databaseId number title body url state closed closedAt createdAt updatedAt author assignees labels milestone
    repository comments locked"""
VALUE, FIELD = "id createdAt updatedAt field item", "id databaseId name dataType createdAt updatedAt project"
PROJECTS = "projectV2 projectsV2"
ACCOUNT = "id databaseId login url createdAt updatedAt"
KEPT = {
    "Query": "node nodes organization user repository repositoryOwner rateLimit viewer",
    "RateLimit": "cost limit nodeCount remaining resetAt used",
    "PageInfo": "hasNextPage hasPreviousPage startCursor endCursor",
    "Node": "id",
    "Actor": "login url",
    "Closable": "closed closedAt",
    "RepositoryOwner": "id login url",
    "ProjectV2Owner": f"id {PROJECTS}",
    "Repository": """id databaseId name nameWithOwner owner url isPrivate isArchived isFork hasIssuesEnabled createdAt updatedAt
        issue issueOrPullRequest issues pullRequest pullRequests""",
    "IssueOrPullRequest": "",
    "Organization": f"{ACCOUNT} name membersWithRole teams {PROJECTS}",
    "OrganizationMemberConnection": CONNECTION,
    "OrganizationMemberEdge": f"{EDGE} role",
    "Team": "id databaseId name slug url members parentTeam",
    "TeamMemberConnection": CONNECTION,
    "TeamMemberEdge": f"{EDGE} role",
    "User": f"{ACCOUNT} name email {PROJECTS}",
    "Bot": ACCOUNT,
    "Issue": f"{WORK} stateReason parent subIssues subIssuesSummary",
    "SubIssuesSummary": "total completed percentCompleted",
    "PullRequest": f"{WORK} isDraft merged mergedAt reviews closingIssuesReferences",
    "PullRequestReview": "id databaseId author body state url createdAt submittedAt updatedAt pullRequest",
    "IssueComment": "id databaseId author body url createdAt updatedAt",
    "Label": "id name color",
    "Milestone": "id number title url state dueOn closed closedAt createdAt updatedAt",
    "ProjectV2": "id databaseId number title url closed closedAt createdAt updatedAt owner items field fields",
    "ProjectV2FieldCommon": FIELD,
    "ProjectV2Field": FIELD,
    "ProjectV2SingleSelectField": f"{FIELD} options",
    "ProjectV2SingleSelectFieldOption": "id name color description",
    "ProjectV2IterationField": f"{FIELD} configuration",
    "ProjectV2IterationFieldConfiguration": "duration startDay iterations completedIterations",
    "ProjectV2IterationFieldIteration": "id title startDate duration",
    "ProjectV2Item": "id databaseId type isArchived createdAt updatedAt creator content project fieldValues fieldValueByName",
    "ProjectV2ItemFieldValueCommon": VALUE,
    "ProjectV2ItemFieldTextValue": f"{VALUE} text",
    "ProjectV2ItemFieldNumberValue": f"{VALUE} number",
    "ProjectV2ItemFieldDateValue": f"{VALUE} date",
    "ProjectV2ItemFieldSingleSelectValue": f"{VALUE} name optionId color description",
    "ProjectV2ItemFieldIterationValue": f"{VALUE} title iterationId startDate duration",
    "ProjectV2ItemFieldLabelValue": "field labels",
    "ProjectV2ItemFieldMilestoneValue": "field milestone",
    "ProjectV2ItemFieldRepositoryValue": "field repository",
    "ProjectV2ItemFieldUserValue": "field users",
    "DraftIssue": "id title body createdAt updatedAt creator assignees",
    "ProjectV2ItemContent": "",
    "ProjectV2ItemFieldValue": "",
    "ProjectV2FieldConfiguration": "",
    **{f"{name}Connection": CONNECTION for name in CONNECTED},
    **{f"{name}Edge": EDGE for name in CONNECTED},
}


def main() -> None:
    """Definitions stand twice in the published file where GitHub made a mistake: the first one counts."""
    document = parse(bytes_from_npm(PACKAGE, MEMBER).decode(), no_location=True)
    defined: dict[str, DefinitionNode] = {}
    for each in document.definitions:
        defined.setdefault(each.name.value if hasattr(each, "name") else "schema", each)
    kept = {name: _pruned(defined[name], fields.split()) for name, fields in KEPT.items()}
    waiting = [name for each in kept.values() for name in _named(each)]
    while waiting:
        name = waiting.pop()
        if name in kept or name in BUILT_IN:
            continue
        if not isinstance(defined[name], WHOLE):
            raise SystemExit(f"{name} is referred to, but not kept: name its fields or drop the field that leads there")
        kept[name] = visit(defined[name], Bare())
        waiting += _named(kept[name])
    ordered = tuple(kept[name] for name in sorted(kept))
    head = f"# From npm {PACKAGE} (MIT licence) by scripts/extract_github_graphql.py; do not edit.\n\n"
    TARGET.write_text(head + print_ast(DocumentNode(definitions=ordered)) + "\n")


class Bare(Visitor):
    """Takes descriptions and directives away; those of GitHub's own are for its documentation."""

    def leave(self, node: Any, *_: Any) -> Any:
        bare: dict[str, Any] = {"description": None, "directives": ()}
        changes = {name: empty for name, empty in bare.items() if getattr(node, name, None)}
        return replace(node, **changes) if changes else None


def _pruned(definition: Any, fields: list[str]) -> Any:
    if isinstance(definition, UnionTypeDefinitionNode):
        definition = replace(definition, types=tuple(each for each in definition.types if each.name.value in KEPT))
    if isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        known = {each.name.value for each in definition.fields}
        if missing := set(fields) - known:
            raise SystemExit(f"{definition.name.value} has no {', '.join(sorted(missing))}")
        definition = replace(
            definition,
            fields=tuple(each for each in definition.fields if each.name.value in fields),
            interfaces=tuple(each for each in definition.interfaces or () if _whole(each.name.value, fields)),
        )
    return visit(definition, Bare())


def _whole(interface: str, fields: list[str]) -> bool:
    return interface in KEPT and set(KEPT[interface].split()) <= set(fields)


def _named(node: Any) -> list[str]:
    found: list[str] = []

    class Names(Visitor):
        def enter_named_type(self, named: NamedTypeNode, *_: Any) -> None:
            found.append(named.name.value)

    visit(node, Names())
    return found


if __name__ == "__main__":
    main()
