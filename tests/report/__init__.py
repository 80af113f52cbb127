"""What people see of a sync and of what could not be read."""
