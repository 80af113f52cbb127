"""What the account may do on a site of Jira Cloud, by the keys of its permissions.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/
"""

from connectors.scopes import Scope

PERMISSIONS = (
    Scope("BROWSE_PROJECTS"),
    Scope("USER_PICKER"),
    Scope("ADD_COMMENTS", writes=True),
    Scope("EDIT_OWN_COMMENTS", writes=True),
    Scope("DELETE_OWN_COMMENTS", writes=True),
    Scope("EDIT_ISSUES", writes=True),
    Scope("LINK_ISSUES", writes=True),
    Scope("CREATE_ISSUES", writes=True),
    Scope("TRANSITION_ISSUES", writes=True),
    Scope("DELETE_ISSUES", writes=True),
)
FAR = (
    *("ADMINISTER", "SYSTEM_ADMIN", "ADMINISTER_PROJECTS"),
    *("EDIT_ALL_COMMENTS", "DELETE_ALL_COMMENTS", "EDIT_ALL_WORKLOGS", "DELETE_ALL_WORKLOGS", "DELETE_ALL_ATTACHMENTS"),
)
ASKED = (*FAR, *(scope.name for scope in PERMISSIONS if scope.writes))
"""What the hub asks for: Jira tells of no permission that is not named. Those that do much are named though none is needed."""
