"""Who comes: how browsers and programs are known, and the pages on which people sign in and say who else may."""
