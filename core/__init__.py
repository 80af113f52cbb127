"""The alignment model and its decisions: pure, no I/O, and `now` is always an argument."""
