"""The connector kit on the four built-in connectors, on a third party's, and on ones with planted bugs."""
