"""What screens ask in dialogs."""
