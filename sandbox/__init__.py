"""A simulated company on loopback: stateful Jira, GitHub, Slack and Google Sheets servers with planted, known drift."""
