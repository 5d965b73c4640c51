"""What a model said, read as preferences."""
