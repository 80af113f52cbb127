"""A message to a person is told to that person's account, and to nobody whom a text from outside names."""

import re
from pathlib import Path

from core.projection import addressee
from store import outbox
from tests.acceptance.road import scene


def test_each_message_mentions_the_owner_it_is_for_and_nobody_else(tmp_path: Path) -> None:
    with scene(tmp_path, 51) as now:
        now.travel()
        now.write()
        slack = now.company.tools.slack
        people = {user.id: user for user in slack.users.values()}
        texts = {each["ts"]: each["text"] for channel in slack.channels() for each in slack.messages(channel.name)}
        with now.hub.store.read() as tx:
            standing = [(target, note) for target, note in outbox.standing(tx).items() if target.verb == "message"]
        mentioned = 0
        for target, note in standing:
            text = texts[(note.ref or "").partition(":")[2]]
            called = [people[account] for account in re.findall(r"<@(\w+)>", text)]
            assert [user.email for user in called] in ([addressee(target)], [])
            assert not any(user.name in text for user in called)
            mentioned += len(called)
        assert mentioned >= 3
