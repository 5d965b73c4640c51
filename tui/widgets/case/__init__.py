"""A case on the screen, and the list of cases."""
