"""A month of a hub beside a company whose managers answer, ignore, snooze and dispute what it tells them in Slack."""
