"""Pure functions of arrays; each returns a small frozen result."""
