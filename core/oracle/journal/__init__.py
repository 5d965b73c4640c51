"""The answers of a run on disk, and from there into the store."""
