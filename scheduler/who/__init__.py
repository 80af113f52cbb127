"""Who may come in: people with their roles, browsers that are signed in, and keys of programs."""
