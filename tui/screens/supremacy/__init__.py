"""The screen of principle supremacy."""
