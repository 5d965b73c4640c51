"""The application over the screens."""
