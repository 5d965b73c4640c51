"""The screen of what was said."""
