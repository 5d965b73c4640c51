"""The guide that ships, one source for the terminal, the application and this repository."""
