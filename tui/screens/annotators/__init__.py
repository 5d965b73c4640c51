"""The screen that compares annotators."""
