"""One module for each kind of command; each opens the hub, calls a use case, and shows what came of it."""
