"""The screen that compares reviewers."""
