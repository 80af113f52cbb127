"""GitHub's GraphQL, executed against GitHub's own schema. Imported at the first question, since few ever ask one."""
