"""How commands print: progress, tables."""
