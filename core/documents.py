"""What all documents that programs read have in common."""

SCHEMA_VERSION = 1
