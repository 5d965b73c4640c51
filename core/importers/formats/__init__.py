"""What rows mean: one module a format, each with its entry in the registry."""
