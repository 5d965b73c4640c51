"""The blind check of votes."""
