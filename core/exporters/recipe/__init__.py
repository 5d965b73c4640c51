"""A whole audit as one file: what it says, and making store and outputs from it."""
