"""A message to a person is told to that person's account, and to nobody whom a text from outside names."""

import re
from pathlib import Path

from tests.acceptance.road import scene


def test_each_message_mentions_the_owner_it_is_for(tmp_path: Path) -> None:
    with scene(tmp_path, 51) as now:
        now.travel()
        now.write()
        slack = now.company.tools.slack
        people = {user.id: user.name for user in slack.users.values()}
        texts = [
            message["text"]
            for channel in slack.channels()
            for message in slack.messages(channel.name)
            if message.get("metadata")
        ]
        mentioned = {text: re.findall(r"<@(\w+)>", text) for text in texts}
        assert sum(map(len, mentioned.values())) >= 3
        for text, accounts in mentioned.items():
            assert len(accounts) <= 1
            assert all(f" {people[account]}: " in text for account in accounts)
