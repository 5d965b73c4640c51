"""The votes on a case."""
