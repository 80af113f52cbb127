"""The questions that are put to GitHub's GraphQL, all of them queries; tests hold them against the published schema.

Only fields that GitHub Enterprise Server knows too: one unknown field and the whole question is refused.
https://docs.github.com/en/graphql/reference/queries
"""

from functools import cache

LATEST_PULLS = """
query LatestPulls($owner: String!, $name: String!, $first: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: $first, orderBy: {field: UPDATED_AT, direction: DESC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id updatedAt }
    }
  }
}
"""

REVIEWS = """
query Reviews($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: $first, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id
        number
        updatedAt
        closingIssuesReferences(first: 10) { nodes { number repository { nameWithOwner } } }
        reviews(first: 50) {
          pageInfo { hasNextPage endCursor }
          nodes { id submittedAt author { __typename login } }
        }
      }
    }
  }
}
"""

MORE_REVIEWS = """
query MoreReviews($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviews(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id submittedAt author { __typename login } }
      }
    }
  }
}
"""

_WORK = """{
    labels(first: 100) { pageInfo { hasNextPage } nodes { name } }
    comments(first: 100) { pageInfo { hasNextPage } nodes { author { __typename login } } }
  }"""


@cache
def standing(count: int) -> str:
    """What stands at so many issues or pull requests of a repository, with the numbers `$n0`, `$n1`…"""
    numbers = [f"n{at}" for at in range(count)]
    asked = "\n".join(f"    {each}: issueOrPullRequest(number: ${each}) {{ ...standing }}" for each in numbers)
    return f"""
query Standing($owner: String!, $name: String!, {", ".join(f"${each}: Int!" for each in numbers)}) {{
  repository(owner: $owner, name: $name) {{
{asked}
  }}
}}
fragment standing on IssueOrPullRequest {{
  ... on Issue {_WORK}
  ... on PullRequest {_WORK}
}}
"""


PROJECT_STATE = """
query ProjectState($owner: String!, $number: Int!, $first: Int!, $after: String) {
  repositoryOwner(login: $owner) {
    ... on ProjectV2Owner {
      projectV2(number: $number) {
        url
        updatedAt
        items(first: $first, after: $after) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes {
            id
            isArchived
            updatedAt
            content {
              ... on Issue { id closed }
              ... on PullRequest { id closed }
              ... on DraftIssue { id updatedAt }
            }
          }
        }
      }
    }
  }
}
"""

PROJECT = """
query Project($owner: String!, $number: Int!, $first: Int!, $after: String) {
  repositoryOwner(login: $owner) {
    ... on ProjectV2Owner {
      projectV2(number: $number) {
        url
        updatedAt
        items(first: $first, after: $after) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes {
            id
            isArchived
            updatedAt
            content {
              __typename
              ... on Issue { id closed }
              ... on PullRequest { id closed }
              ... on DraftIssue {
                id
                title
                body
                createdAt
                updatedAt
                creator { __typename login }
                assignees(first: 1) { nodes { login } }
              }
            }
            fieldValues(first: 50) {
              nodes {
                ... on ProjectV2ItemFieldSingleSelectValue { option: name field { ...named } }
                ... on ProjectV2ItemFieldDateValue { date field { ...named } }
                ... on ProjectV2ItemFieldNumberValue { number field { ...named } }
                ... on ProjectV2ItemFieldIterationValue { iteration: title field { ...named } }
                ... on ProjectV2ItemFieldTextValue { text field { ...named } }
              }
            }
          }
        }
      }
    }
  }
}
fragment named on ProjectV2FieldConfiguration {
  ... on ProjectV2FieldCommon { name }
}
"""

ISSUE_CENSUS = """
query IssueCensus($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    rows: issues(first: $first, after: $after, orderBy: {field: CREATED_AT, direction: ASC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id updatedAt }
    }
  }
}
"""

PULL_CENSUS = """
query PullCensus($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    rows: pullRequests(first: $first, after: $after, orderBy: {field: CREATED_AT, direction: ASC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id updatedAt }
    }
  }
}
"""

MEMBERS = """
query Members($owner: String!, $first: Int!, $after: String) {
  organization(login: $owner) {
    membersWithRole(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { login name }
    }
  }
}
"""

ALL = (LATEST_PULLS, REVIEWS, MORE_REVIEWS, PROJECT_STATE, PROJECT, ISSUE_CENSUS, PULL_CENSUS, MEMBERS)
