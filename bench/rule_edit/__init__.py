"""What one edited rule costs on a hub of many items."""
