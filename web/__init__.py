"""Where the hub answers: what asks how it is, and what tells it of changes."""
