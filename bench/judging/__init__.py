"""A hub of many items is judged in full, and again after a few of them have changed."""
