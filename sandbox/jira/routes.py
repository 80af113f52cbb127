"""Which address is answered by what, on Cloud and on Data Center."""

from collections.abc import Callable, Iterator
from typing import Any

from starlette.requests import Request

from sandbox.jira import authoring, groups, histories, premises, resources, search, writing
from sandbox.jira.state import JiraState

Handler = Callable[[JiraState, Request, Any], Any]  # gives a body, a body with its status, or a whole response
Table = tuple[tuple[str, str, Handler], ...]


def _of_issues(api: str) -> Iterator[tuple[str, str, Handler]]:
    issue = api + "/issue/{issue}"
    comment, properties = issue + "/comment/{comment}", api + "/comment/{comment}/properties"
    yield "POST", api + "/issue", authoring.create
    yield "GET", issue, search.issue
    yield "PUT", issue, writing.edit_issue
    yield "DELETE", issue, authoring.delete
    yield "GET", issue + "/transitions", authoring.transitions
    yield "POST", issue + "/transitions", authoring.follow
    yield "GET", issue + "/worklog", histories.worklogs
    yield "GET", issue + "/comment", writing.comments
    yield "POST", issue + "/comment", writing.add_comment
    yield "GET", comment, writing.comment
    yield "PUT", comment, writing.edit_comment
    yield "DELETE", comment, writing.delete_comment
    yield "GET", properties, writing.properties
    yield "GET", properties + "/{key}", writing.comment_property
    yield "GET", issue + "/remotelink", writing.links
    yield "POST", issue + "/remotelink", writing.save_link
    yield "DELETE", issue + "/remotelink", writing.delete_link
    yield "DELETE", issue + "/remotelink/{link}", writing.delete_link


def _of_the_site(api: str) -> Iterator[tuple[str, str, Handler]]:
    yield "GET", api + "/myself", resources.myself
    yield "GET", api + "/serverInfo", resources.server_info
    yield "GET", api + "/configuration", resources.configuration
    yield "GET", api + "/field", resources.fields
    yield "GET", api + "/status", resources.statuses
    yield "GET", api + "/priority", resources.priorities
    yield "GET", api + "/issuetype", resources.issue_types
    yield "GET", api + "/issueLinkType", resources.link_types
    yield "GET", api + "/groups/picker", groups.picker
    yield "GET", api + "/group/member", groups.members


CLOUD: Table = (
    *_of_the_site("/rest/api/3"),
    ("POST", "/rest/api/3/issue/bulkfetch", search.bulk),
    *_of_issues("/rest/api/3"),
    ("GET", "/rest/api/3/mypermissions", resources.my_permissions),
    ("GET", "/rest/api/3/project/search", resources.projects),
    ("GET", "/rest/api/3/project/{project}", authoring.project),
    ("GET", "/rest/api/3/users/search", resources.users),
    ("GET", "/rest/api/3/group/bulk", groups.bulk),
    ("GET", "/rest/api/3/issue/{issue}/changelog", histories.changelog),
    ("POST", "/rest/api/3/changelog/bulkfetch", histories.bulk_changelogs),
    ("GET", "/rest/api/3/search/jql", search.search),
    ("POST", "/rest/api/3/search/jql", search.search),
    ("POST", "/rest/api/3/search/approximate-count", search.approximate_count),
    *((method, f"/rest/api/{n}/search", resources.removed) for method in ("GET", "POST") for n in (2, 3)),
)
DATA_CENTER: Table = (
    *_of_the_site("/rest/api/2"),
    *_of_issues("/rest/api/2"),
    ("GET", "/rest/api/2/project", premises.projects),
    ("GET", "/rest/api/2/project/{project}", authoring.project),
    ("GET", "/rest/api/2/user/search", premises.users),
    ("GET", "/rest/api/2/user/list", premises.user_list),
    ("GET", "/rest/api/2/search", premises.search),
    ("POST", "/rest/api/2/search", premises.search),
    ("PUT", "/rest/api/2/comment/{comment}/properties/{key}", premises.set_comment_property),
)
