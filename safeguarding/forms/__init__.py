"""What is typed about a concern."""
