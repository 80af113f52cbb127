"""The team that has an item, for set-based SQL: that of its assignee, else that of its container."""

TEAM = "coalesce(p.team, c.team)"
"""Beside an item that `OWNERS` is joined to."""
OWNERS = """
LEFT JOIN accounts a ON a.source = i.source AND a.id = i.assignee
LEFT JOIN people p ON p.person = a.person
LEFT JOIN team_containers c ON c.source = i.source AND c.container = i.container
"""
"""Joins to an item `i`: the account of its assignee, the person and the container's team, as far as they are known."""
