"""What syncing is measured beside: each a small program in the environment of what it uses."""
