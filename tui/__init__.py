"""The terminal: commands, screens and widgets."""
