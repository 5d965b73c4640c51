"""What `judge` does."""
