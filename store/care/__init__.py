"""Care of the database itself: copies of it, what is wrong with it, what may go. Beside the road of an item."""
