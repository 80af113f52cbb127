"""Growth: what a hub costs as its items grow."""
