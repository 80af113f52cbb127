"""Start-up: how long one waits for a command."""
