"""What an account may do on a site, by the keys that Jira gives its permissions.

https://support.atlassian.com/jira-cloud-administration/docs/permissions-for-company-managed-projects/
"""

GLOBAL = ("ADMINISTER", "SYSTEM_ADMIN", "USER_PICKER")
ALLOWED = (
    *("USER_PICKER", "BROWSE_PROJECTS", "ADD_COMMENTS", "EDIT_OWN_COMMENTS", "DELETE_OWN_COMMENTS"),
    *("EDIT_ISSUES", "LINK_ISSUES", "CREATE_ISSUES", "TRANSITION_ISSUES"),
)
PERMISSIONS = (
    *ALLOWED,
    *("ADMINISTER", "SYSTEM_ADMIN", "ADMINISTER_PROJECTS", "DELETE_ISSUES", "ASSIGN_ISSUES"),
    *("EDIT_ALL_COMMENTS", "DELETE_ALL_COMMENTS", "EDIT_ALL_WORKLOGS", "DELETE_ALL_WORKLOGS", "DELETE_ALL_ATTACHMENTS"),
)
