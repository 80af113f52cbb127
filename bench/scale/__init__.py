"""Size: a tool of any number of issues that change while it is asked, and a hub that reads it."""
