"""The connector kit on the built-in connectors, on a third party's, and on ones with planted bugs."""
