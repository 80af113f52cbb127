"""What people say is wrong, as long as nobody has settled it."""

from datetime import datetime

from msgspec import Struct


class OpenDispute(Struct, frozen=True, order=True, kw_only=True):
    """Somebody says that something is wrong: that `about` (an item, or whatever a finding is about) `says` so. `rule` is the
    one it goes to and `owner` whoever answers for that; both are empty where no rule is to blame. `look` is a command that
    tells more."""

    owner: str
    rule: str
    about: str
    says: str
    at: datetime
    actor: str
    reason: str
    look: str
