"""The built-in connectors, one folder a tool, and the one transport that all of them speak through."""
