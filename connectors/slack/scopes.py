"""What the bot token may do. https://docs.slack.dev/reference/scopes"""

from connectors.scopes import Scope

SCOPES = (
    Scope("channels:history"),
    Scope("channels:read"),
    Scope("users:read"),
    Scope("users:read.email", without="people are not recognised by e-mail"),
    Scope("chat:write", writes=True, without="managers are not told"),
    Scope("groups:read", without="private channels are not seen"),
    Scope("groups:history", without="private channels are not read"),
    Scope("usergroups:read", without="user groups are not read"),
)
